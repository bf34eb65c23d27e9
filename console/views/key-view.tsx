import { useState } from "preact/hooks";
import { HeraldError } from "../../client/herald-client.ts";
import type { Fault } from "../herald.ts";
import { faultOf, makeClient } from "../herald.ts";
import { FaultNote } from "../parts/fault-note.tsx";
import { TextField } from "../parts/field.tsx";
import { useViewHeading } from "../use-route.ts";

const refused: Fault = {
  title: "Not accepted",
  detail: "Herald does not take this API key.",
  fields: {},
};

/** Asks for the API key and tests it. */
export function KeyView({
  isRefused,
  onKey,
}: {
  isRefused: boolean;
  onKey: (apiKey: string) => void;
}) {
  const heading = useViewHeading("API key");
  const [fault, setFault] = useState(isRefused ? refused : undefined);
  const [isBusy, setIsBusy] = useState(false);

  const tryKey = async (apiKey: string) => {
    setIsBusy(true);
    try {
      await makeClient(apiKey).status();
      onKey(apiKey);
    } catch (error) {
      const isKeyAtFault = error instanceof HeraldError && [401, 403].includes(error.status);
      setFault(isKeyAtFault ? refused : faultOf(error));
      setIsBusy(false);
    }
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
      <p>Herald's console finds it by the user's id. It needs the API key that callers use.</p>
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
