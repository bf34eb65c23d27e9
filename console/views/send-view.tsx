import { useRef, useState } from "preact/hooks";
import type { DryRun, Submission } from "../../client/herald-client.ts";
import type { Fault } from "../herald.ts";
import { faultOf, useHerald, useMayCall } from "../herald.ts";
import type { EnteredTexts } from "../notification-fields.ts";
import { textFieldNames } from "../notification-fields.ts";
import { FaultNote } from "../parts/fault-note.tsx";
import { Preview } from "../parts/preview.tsx";
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
  const [preview, setPreview] = useState<DryRun>();
  const [isBusy, setIsBusy] = useState(false);
  // Sending the same form twice is the same notification; a changed form is another one.
  const idempotencyKey = useRef(crypto.randomUUID());

  const carryOut = async (
    form: HTMLFormElement,
    act: (submission: Submission) => Promise<void>,
  ) => {
    setIsBusy(true);
    try {
      await act(submissionOf(readDraft(form)));
      setFault(undefined);
    } catch (error) {
      setPreview(undefined);
      setFault(error instanceof DraftFault ? error.fault : faultOf(error));
      requestAnimationFrame(() => focusFirstFault(form));
    }
    setIsBusy(false);
  };
  const send = async (submission: Submission) => {
    const { id } = await client.send(submission, { "Idempotency-Key": idempotencyKey.current });
    announce("The notification is accepted");
    if (mayLookUp) {
      location.hash = linkTo({ view: "notification", userId: submission.userId, id });
      return;
    }
    setSentId(id);
  };
  const showPreview = async (submission: Submission) => {
    setPreview(await client.dryRun(submission));
    announce("The preview is below the form");
  };

  return (
    <form
      class="card wide"
      noValidate
      onInput={() => {
        setSentId(undefined);
        setPreview(undefined);
        idempotencyKey.current = crypto.randomUUID();
      }}
      onSubmit={(event) => {
        event.preventDefault();
        void carryOut(event.currentTarget, send);
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
      <div class="buttons">
        <button type="submit" class="primary" disabled={isBusy}>
          Send
        </button>
        <button
          type="button"
          disabled={isBusy}
          onClick={({ currentTarget: { form } }) => form && void carryOut(form, showPreview)}
        >
          Preview
        </button>
      </div>
      {preview && <Preview dryRun={preview} />}
    </form>
  );
}

/** What was entered cannot be sent. */
class DraftFault extends Error {
  readonly fault: Fault;

  constructor(control: string, detail: string) {
    super(detail);
    this.fault = { title: "Not sent", detail, fields: { [control]: detail } };
  }
}

/** @throws DraftFault where the template's data is no JSON object. */
function readDraft(form: HTMLFormElement): Draft {
  const data = new FormData(form);
  const text = (name: string) => String(data.get(name) ?? "");
  const texts = Object.fromEntries(textFieldNames.map((name) => [name, text(name)]));
  const name = text("template");
  return {
    ...(texts as EnteredTexts),
    ...(name !== "" && {
      template: {
        name,
        locale: text("template-locale"),
        timeZone: text("template-timeZone"),
        data: readData(text("template-data")),
      },
    }),
    channels: data.getAll("channels").map(String),
    expectsResponse: data.has("expectsResponse"),
    expiresAt: text("expiresAt"),
  };
}

function readData(json: string): Readonly<Record<string, unknown>> {
  try {
    const data: unknown = JSON.parse(json);
    if (typeof data === "object" && data !== null && !Array.isArray(data)) {
      return data as Readonly<Record<string, unknown>>;
    }
  } catch {
    // Told below.
  }
  throw new DraftFault("template-data", "The data must be a JSON object.");
}

function focusFirstFault(form: HTMLFormElement): void {
  form.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
}
