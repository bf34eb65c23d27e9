import { apiUrl } from "./herald.ts";

/** What the tabs of one stage's console say to each other. */
type TabMessage =
  | { readonly kind: "ask" | "forget" }
  | { readonly kind: "key"; readonly apiKey: string };

/** How long a new tab waits for another one that has a key, in milliseconds. */
const askMs = 200;

/**
 * Asks the other open tabs for a key that its user lets them share. It goes from tab to tab and is stored
 * in none but their sessions, so it is gone with the last of them.
 */
export function askOtherTabs(): Promise<string | undefined> {
  const tabs = openTabs();
  return new Promise<string | undefined>((resolve) => {
    tabs.onMessage((message) => {
      if (message.kind === "key") {
        resolve(message.apiKey);
      }
    });
    tabs.say({ kind: "ask" });
    setTimeout(resolve, askMs);
  }).finally(tabs.close);
}

/** Gives a key to the tabs that ask for it, until it is ended; `onForget` is called when one forgets it. */
export function shareKey(apiKey: string, onForget: () => void): () => void {
  const tabs = openTabs();
  tabs.onMessage(({ kind }) => {
    if (kind === "ask") {
      tabs.say({ kind: "key", apiKey });
    }
    if (kind === "forget") {
      onForget();
    }
  });
  return tabs.close;
}

/** Has the other tabs forget the key that they share. */
export function forgetEverywhere(): void {
  const tabs = openTabs();
  tabs.say({ kind: "forget" });
  tabs.close();
}

function openTabs() {
  const channel = new BroadcastChannel(`herald-api-key ${apiUrl}`);
  return {
    say: (message: TabMessage) => channel.postMessage(message),
    onMessage: (take: (message: TabMessage) => void) => {
      channel.onmessage = ({ data }) => take(data);
    },
    close: () => channel.close(),
  };
}
