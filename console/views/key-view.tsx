import { useState } from "preact/hooks";
import type { Fault } from "../herald.ts";
import { FaultNote } from "../parts/fault-note.tsx";
import { TextField } from "../parts/field.tsx";
import { useViewHeading } from "../use-route.ts";
import type { Session } from "../use-session.ts";
import { openSession } from "../use-session.ts";

/** Asks for the API key and tests it; `fault` is why the one before is not in use any more. */
export function KeyView({
  fault: fromBefore,
  onSession,
}: {
  fault: Fault | undefined;
  onSession: (session: Session) => void;
}) {
  const heading = useViewHeading("API key");
  const [fault, setFault] = useState(fromBefore);
  const [isBusy, setIsBusy] = useState(false);

  const tryKey = async (apiKey: string) => {
    setIsBusy(true);
    const opened = await openSession(apiKey);
    if ("session" in opened) {
      onSession(opened.session);
      return;
    }
    setFault(opened.fault);
    setIsBusy(false);
  };

  return (
    <form
      class="card narrow"
      onSubmit={(event) => {
        event.preventDefault();
        const apiKey = new FormData(event.currentTarget).get("apiKey");
        if (typeof apiKey === "string" && apiKey.trim() !== "") {
          void tryKey(apiKey.trim());
        }
      }}
    >
      <h1 ref={heading} tabIndex={-1}>
        What happened to my message?
      </h1>
      <p>
        Herald's console finds it by the user's id. It needs an API key, and shows what that key may
        do.
      </p>
      <TextField
        name="apiKey"
        label="API key"
        type="password"
        required
        hint="Kept in this tab only, and until you close it."
      />
      <FaultNote fault={fault} />
      <button type="submit" class="primary" disabled={isBusy}>
        Open the console
      </button>
    </form>
  );
}
