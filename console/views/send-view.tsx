import { useRef, useState } from "preact/hooks";
import type { Fault } from "../herald.ts";
import { faultOf, useHerald, useMayCall } from "../herald.ts";
import type { EnteredTexts } from "../notification-fields.ts";
import { textFieldNames } from "../notification-fields.ts";
import { FaultNote } from "../parts/fault-note.tsx";
import { SendFields } from "../parts/send-fields.tsx";
import { linkTo } from "../route.ts";
import type { Draft } from "../submission-of.ts";
import { submissionOf } from "../submission-of.ts";
import { useViewHeading } from "../use-route.ts";

/** A form that sends a notification and then shows its timeline, if the key may look it up. */
export function SendView({ userId }: { userId?: string }) {
  const { client, announce } = useHerald();
  const heading = useViewHeading("Send a notification");
  const mayLookUp = useMayCall("findNotification");
  const [fault, setFault] = useState<Fault>();
  const [sentId, setSentId] = useState<string>();
  const [isBusy, setIsBusy] = useState(false);
  // Sending the same form twice is the same notification; a changed form is another one.
  const idempotencyKey = useRef(crypto.randomUUID());

  const send = async (form: HTMLFormElement) => {
    setIsBusy(true);
    try {
      const submission = submissionOf(readDraft(form));
      const { id } = await client.send(submission, { "Idempotency-Key": idempotencyKey.current });
      announce("The notification is accepted");
      if (mayLookUp) {
        location.hash = linkTo({ view: "notification", userId: submission.userId, id });
        return;
      }
      setFault(undefined);
      setSentId(id);
      setIsBusy(false);
    } catch (error) {
      setFault(faultOf(error));
      setIsBusy(false);
      requestAnimationFrame(() => focusFirstFault(form));
    }
  };

  return (
    <form
      class="card wide"
      noValidate
      onInput={() => {
        setSentId(undefined);
        idempotencyKey.current = crypto.randomUUID();
      }}
      onSubmit={(event) => {
        event.preventDefault();
        void send(event.currentTarget);
      }}
    >
      <h1 ref={heading} tabIndex={-1}>
        Send a notification
      </h1>
      <SendFields userId={userId} faults={fault?.fields ?? {}} />
      <FaultNote fault={fault} />
      {sentId !== undefined && (
        <p class="note">
          Accepted: <code>{sentId}</code>. Looking it up needs a key with the scope read.
        </p>
      )}
      <button type="submit" class="primary" disabled={isBusy}>
        Send
      </button>
    </form>
  );
}

function readDraft(form: HTMLFormElement): Draft {
  const data = new FormData(form);
  const text = (name: string) => String(data.get(name) ?? "");
  const texts = Object.fromEntries(textFieldNames.map((name) => [name, text(name)]));
  return {
    ...(texts as EnteredTexts),
    channels: data.getAll("channels").map(String),
    expectsResponse: data.has("expectsResponse"),
    expiresAt: text("expiresAt"),
  };
}

function focusFirstFault(form: HTMLFormElement): void {
  form.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
}
