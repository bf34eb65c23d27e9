import { useMemo, useState } from "preact/hooks";
import { HeraldContext } from "./herald.ts";
import { TopBar } from "./parts/top-bar.tsx";
import { allowedRoute } from "./permissions.ts";
import type { Route } from "./route.ts";
import { useRoute } from "./use-route.ts";
import { useSession } from "./use-session.ts";
import { ChannelsView } from "./views/channels-view.tsx";
import { DeniedView } from "./views/denied-view.tsx";
import { EraseView } from "./views/erase-view.tsx";
import { KeyView } from "./views/key-view.tsx";
import { ListView } from "./views/list-view.tsx";
import { NotificationView } from "./views/notification-view.tsx";
import { PreferencesView } from "./views/preferences-view.tsx";
import { SearchView } from "./views/search-view.tsx";
import { SendView } from "./views/send-view.tsx";
import { SuppressionsView } from "./views/suppressions-view.tsx";

/** The whole page: asks for the API key, then shows the view that the route names. */
export function App() {
  const asked = useRoute();
  const { session, client, fault, isOpening, begin, end } = useSession();
  const [announced, announce] = useState("");
  const caller = session?.caller;
  const herald = useMemo(() => client && caller && { client, caller, announce }, [client, caller]);
  const route = caller && allowedRoute(caller.scopes, asked);

  return (
    <>
      <SkipLink />
      <TopBar caller={caller} view={route?.view} onForget={end} />
      <main id="main" tabIndex={-1}>
        {herald && (
          <HeraldContext.Provider value={herald}>
            {route ? <View route={route} /> : <DeniedView caller={herald.caller} />}
          </HeraldContext.Provider>
        )}
        {isOpening && <p class="note">Looking…</p>}
        {!herald && !isOpening && <KeyView fault={fault} onSession={begin} />}
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
    case "suppressions":
      return <SuppressionsView key={route.userId} userId={route.userId} />;
    case "preferences":
      return <PreferencesView key={route.userId} userId={route.userId} />;
    case "erase":
      return <EraseView key={route.userId} userId={route.userId} />;
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
