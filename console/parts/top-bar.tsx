import type { CallerIdentity } from "../../client/herald-client.ts";
import { mayShow } from "../permissions.ts";
import type { Route } from "../route.ts";
import { linkTo } from "../route.ts";

const icon = new URL("../icon.svg", import.meta.url).href;

type ViewName = Route["view"];

const links: readonly { label: string; to: Route; views: readonly ViewName[] }[] = [
  { label: "Notifications", to: { view: "search" }, views: ["search", "list", "notification"] },
  { label: "Send", to: { view: "send" }, views: ["send"] },
  { label: "Channels", to: { view: "channels" }, views: ["channels"] },
  { label: "Suppressions", to: { view: "suppressions" }, views: ["suppressions"] },
];

/**
 * The top of the page: the views that the key may use, and sign-out. `caller` is absent while there is
 * no key.
 */
export function TopBar({
  caller,
  view,
  onForget,
}: {
  caller: CallerIdentity | undefined;
  view: ViewName | undefined;
  onForget: () => void;
}) {
  const shown = links.filter(({ to }) => caller && mayShow(caller.scopes, to.view));
  return (
    <header class="top-bar">
      <a class="brand" href={linkTo({ view: "search" })}>
        <img src={icon} alt="" width="28" height="28" />
        <span>Herald</span>
      </a>
      {caller && (
        <>
          <nav aria-label="Views">
            {shown.map(({ label, to, views }) => (
              <a
                key={label}
                href={linkTo(to)}
                aria-current={view && views.includes(view) ? "page" : undefined}
              >
                {label}
              </a>
            ))}
          </nav>
          <button type="button" class="quiet" onClick={onForget}>
            Forget key
          </button>
        </>
      )}
    </header>
  );
}
