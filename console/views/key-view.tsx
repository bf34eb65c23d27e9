import { useState } from "preact/hooks";
import type { Fault } from "../herald.ts";
import { FaultNote } from "../parts/fault-note.tsx";
import { BoxGroup, TextField } from "../parts/field.tsx";
import { useViewHeading } from "../use-route.ts";
import type { Session } from "../use-session.ts";
import { openSession } from "../use-session.ts";

/** Asks for the API key and tests it; `fault` is why the one before is not in use any more. */
export function KeyView({
  fault: fromBefore,
  onSession,
}: {
  fault: Fault | undefined;
  onSession: (session: Session, isShared: boolean) => void;
}) {
  const heading = useViewHeading("API key");
  const [fault, setFault] = useState(fromBefore);
  const [isBusy, setIsBusy] = useState(false);

  const tryKey = async (apiKey: string, isShared: boolean) => {
    setIsBusy(true);
    const opened = await openSession(apiKey);
    if ("session" in opened) {
      onSession(opened.session, isShared);
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
        const form = new FormData(event.currentTarget);
        const apiKey = form.get("apiKey");
        if (typeof apiKey === "string" && apiKey.trim() !== "") {
          void tryKey(apiKey.trim(), form.has("isShared"));
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
      <BoxGroup
        name="isShared"
        label="Other tabs"
        hint="They have it from this one, until the last of them is closed or forgets it. It is stored nowhere else."
      >
        <label>
          <input type="checkbox" name="isShared" /> Let other tabs of this browser use the key too
        </label>
      </BoxGroup>
      <FaultNote fault={fault} />
      <button type="submit" class="primary" disabled={isBusy}>
        Open the console
      </button>
    </form>
  );
}
