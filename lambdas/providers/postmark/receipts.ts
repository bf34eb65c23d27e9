import * as z from "zod/mini";
import type { ReceiptResult } from "../../core/delivery.ts";
import { json } from "../../core/json-text.ts";
import type { ReceiptMessage } from "../../core/receipt-message.ts";
import type { SuppressionReason } from "../../core/suppression.ts";
import type { CallbackReading, FindShapeFault, ReadCallback } from "../callback.ts";
import { codeOf, readingOf } from "../callback.ts";
import { isSameText } from "../constant-time.ts";
import { referenceIn } from "./metadata.ts";
import type { PostmarkKeys } from "./settings.ts";

/** The user whose password webhooks come with. */
const webhookUser = "herald";

/** Basic authentication's characters, as many as the longest password takes, and a JSON object. */
export const findShapeFault: FindShapeFault = ({ headers, body }) => {
  if (!/^Basic [A-Za-z0-9+/]{20,180}={0,2}$/.test(headers["authorization"] ?? "")) {
    return "forged";
  }
  return /^\s*\{/.test(body) ? undefined : "malformed";
};

/**
 * One event of a webhook: https://postmarkapp.com/developer/webhooks/webhooks-overview
 *
 * Postmark signs nothing; the webhook has the user and the password of basic authentication.
 */
export const readCallback: ReadCallback<PostmarkKeys> = ({ headers, body }, { keys }) => {
  if (keys?.webhookPassword === undefined) {
    return { kind: "no-key" };
  }
  const credentials = Buffer.from(`${webhookUser}:${keys.webhookPassword}`).toString("base64");
  if (!isSameText(headers["authorization"] ?? "", `Basic ${credentials}`)) {
    return { kind: "forged" };
  }
  const event = bodySchema.safeParse(body);
  return event.success ? readEvent(event.data) : { kind: "malformed" };
};

const bodySchema = json(
  z.looseObject({
    RecordType: z.string(),
    /** None where a person ended a subscription by hand. */
    MessageID: z.nullish(z.string().check(z.maxLength(512))),
    Metadata: z.optional(z.unknown()),
  }),
);

/**
 * Nothing for mail that another application sent, for a subscription that a person ended by hand, which
 * names no message, and for events that decide nothing.
 */
function readEvent(event: z.infer<typeof bodySchema>): CallbackReading {
  const reference = referenceIn(event.Metadata);
  const schema = meanings.get(event.RecordType);
  if (reference === undefined || schema === undefined) {
    return readingOf([], 0);
  }
  const { success, data: meaning } = schema.safeParse(event);
  if (!success || meaning === undefined) {
    return readingOf([], success ? 0 : 1);
  }
  const { result, reason, at } = meaning;
  const code = codeOf(meaning.code);
  const message: ReceiptMessage = {
    kind: "receipt",
    ...reference,
    provider: "postmark",
    result,
    at,
    ...(event.MessageID && { providerMessageId: event.MessageID }),
    ...(code !== undefined && { code }),
    ...(reason && { suppress: { address: "email", reason } }),
  };
  return readingOf([message], 0);
}

/** What an event says of its message and of the address. */
interface Fate {
  readonly result: ReceiptResult;
  /** Why the address is to be suppressed, if it is. */
  readonly reason?: SuppressionReason;
}

interface Meaning extends Fate {
  readonly at: Date;
  readonly code?: string | null | undefined;
}

const bounced: Fate = { result: "bounced", reason: "bounced" };
const complained: Fate = { result: "complained", reason: "complained" };
const unsubscribed: Fate = { result: "unsubscribed", reason: "refused" };

/**
 * The types of bounces, and reasons for the end of a subscription, that mean the address itself. Other
 * types mean the message or its sender, or what may pass.
 *
 * https://postmarkapp.com/developer/api/bounce-api#bounce-types
 */
const fatesOfAddress: ReadonlyMap<string, Fate> = new Map([
  ["HardBounce", bounced],
  ["BadEmailAddress", bounced],
  ["SpamComplaint", complained],
  ["Unsubscribe", unsubscribed],
  ["ManualSuppression", unsubscribed],
  ["ManuallyDeactivated", { result: "undelivered", reason: "refused" }],
]);

/** The types of bounces of mail that arrived, and of mail that Postmark still tries to deliver. */
const typesThatDecideNothing: ReadonlySet<string> = new Set([
  "AddressChange",
  "AutoResponder",
  "Subscribe",
  "Transient",
]);

const time = z.pipe(
  z.iso.datetime({ offset: true }),
  z.transform((text) => new Date(text)),
);

/** What each event means, if anything. `Open`, `Click` and others are not here. */
const meanings = new Map<string, z.ZodMiniType<Meaning | undefined>>([
  [
    "Delivery",
    z.pipe(
      z.object({ DeliveredAt: time }),
      z.transform(({ DeliveredAt: at }): Meaning => ({ result: "delivered", at })),
    ),
  ],
  [
    "Bounce",
    z.pipe(
      z.object({ BouncedAt: time, Type: z.string() }),
      z.transform(({ BouncedAt: at, Type: code }): Meaning | undefined =>
        typesThatDecideNothing.has(code)
          ? undefined
          : { ...(fatesOfAddress.get(code) ?? { result: "undelivered" }), at, code },
      ),
    ),
  ],
  [
    "SpamComplaint",
    z.pipe(
      z.object({ BouncedAt: time }),
      z.transform(({ BouncedAt: at }): Meaning => ({ ...complained, at, code: "SpamComplaint" })),
    ),
  ],
  [
    "SubscriptionChange",
    z.pipe(
      z.object({
        ChangedAt: time,
        SuppressSending: z.boolean(),
        SuppressionReason: z.nullish(z.string()),
      }),
      z.transform(({ ChangedAt: at, SuppressSending, SuppressionReason: code }) =>
        SuppressSending
          ? { ...(fatesOfAddress.get(code ?? "") ?? unsubscribed), at, code }
          : undefined,
      ),
    ),
  ],
]);
