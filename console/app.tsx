import { useMemo, useState } from "preact/hooks";
import { HeraldContext, makeClient } from "./herald.ts";
import { TopBar } from "./parts/top-bar.tsx";
import type { Route } from "./route.ts";
import { sessionKey } from "./session.ts";
import { useRoute } from "./use-route.ts";
import { ChannelsView } from "./views/channels-view.tsx";
import { KeyView } from "./views/key-view.tsx";
import { ListView } from "./views/list-view.tsx";
import { NotificationView } from "./views/notification-view.tsx";
import { SearchView } from "./views/search-view.tsx";
import { SendView } from "./views/send-view.tsx";

/** The whole page: asks for the API key, then shows the view that the route names. */
export function App() {
  const route = useRoute();
  const [apiKey, setApiKey] = useState(sessionKey.read);
  const [isRefused, setIsRefused] = useState(false);
  const [announced, announce] = useState("");

  const forget = (refused: boolean) => {
    sessionKey.forget();
    setApiKey(undefined);
    setIsRefused(refused);
  };
  const enter = (entered: string) => {
    sessionKey.keep(entered);
    setApiKey(entered);
  };
  const herald = useMemo(
    () => apiKey && { client: makeClient(apiKey, () => forget(true)), announce },
    [apiKey],
  );

  return (
    <>
      <SkipLink />
      <TopBar view={herald ? route.view : undefined} onForget={() => forget(false)} />
      <main id="main" tabIndex={-1}>
        {herald ? (
          <HeraldContext.Provider value={herald}>
            <View route={route} />
          </HeraldContext.Provider>
        ) : (
          <KeyView isRefused={isRefused} onKey={enter} />
        )}
      </main>
      <p class="unseen" role="status" aria-live="polite">
        {announced}
      </p>
    </>
  );
}

function View({ route }: { route: Route }) {
  switch (route.view) {
    case "search":
      return <SearchView />;
    case "list":
      return <ListView key={route.userId} userId={route.userId} filters={route.filters} />;
    case "notification":
      return <NotificationView key={route.id} userId={route.userId} id={route.id} />;
    case "send":
      return <SendView {...(route.userId !== undefined && { userId: route.userId })} />;
    case "channels":
      return <ChannelsView />;
  }
}

/** A button, since a link to a part of the page would replace the route in the address. */
function SkipLink() {
  return (
    <button type="button" class="skip" onClick={() => document.getElementById("main")?.focus()}>
      Skip to the content
    </button>
  );
}
