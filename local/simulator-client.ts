import type { Behavior, BehaviorSettings } from "./simulator/behaviors.ts";
import type { ReceivedMessage } from "./simulator/received-messages.ts";

/** Controls the provider simulator and reads the messages that it took. */
export class SimulatorClient {
  readonly #url: string;

  /** @param url the simulator's, e.g. `http://127.0.0.1:4580`. */
  constructor(url: string) {
    this.#url = url;
  }

  /** Makes providers behave in some way while `work` runs, then accept again. */
  async whileBehaving<Result>(
    providers: readonly string[],
    behavior: Behavior,
    work: () => Promise<Result>,
  ): Promise<Result> {
    return this.whileSet(Object.fromEntries(providers.map((id) => [id, { behavior }])), work);
  }

  /** The same, with all that each provider can be told, by its id. */
  async whileSet<Result>(
    controls: Readonly<Record<string, BehaviorSettings>>,
    work: () => Promise<Result>,
  ): Promise<Result> {
    try {
      for (const [provider, settings] of Object.entries(controls)) {
        await this.behave(provider, settings);
      }
      return await work();
    } finally {
      for (const provider of Object.keys(controls)) {
        await this.behave(provider, { behavior: "accept" });
      }
    }
  }

  /** Sets how a provider behaves from now on. Rejects if the simulator does not know it. */
  async behave(provider: string, settings: BehaviorSettings): Promise<void> {
    const response = await fetch(`${this.#url}/_control/${provider}`, {
      method: "PUT",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(settings),
    });
    if (!response.ok) {
      throw new Error(`the simulator answered ${response.status}: ${await response.text()}`);
    }
  }

  /** Tells the providers the URL of Herald's API, for their webhooks. */
  async callBackTo(publicUrl: string): Promise<void> {
    const response = await fetch(`${this.#url}/_webhooks`, {
      method: "PUT",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ publicUrl }),
    });
    if (!response.ok) {
      throw new Error(`the simulator answered ${response.status}`);
    }
  }

  /** Every message that any provider took, oldest first. */
  async received(): Promise<ReceivedMessage[]> {
    const response = await fetch(`${this.#url}/_received`);
    return (await response.json()) as ReceivedMessage[];
  }

  /** Every message that any provider took for a recipient, oldest first. */
  async receivedBy(recipient: string): Promise<ReceivedMessage[]> {
    const messages = await this.received();
    return messages.filter((message) => message.recipient === recipient);
  }
}
