import type { CallerIdentity } from "../../client/herald-client.ts";
import { useViewHeading } from "../use-route.ts";

/** Says that the key may not see what was asked for. */
export function DeniedView({ caller: { caller, scopes } }: { caller: CallerIdentity }) {
  const heading = useViewHeading("Not with this key");
  return (
    <section class="card narrow">
      <h1 ref={heading} tabIndex={-1}>
        Not with this key
      </h1>
      <p>
        It is the key of <b>{caller}</b>, which may {scopes.join(", ")}. What you asked for needs
        another scope.
      </p>
    </section>
  );
}
