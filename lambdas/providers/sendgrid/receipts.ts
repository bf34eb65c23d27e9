import type { KeyObject } from "node:crypto";
import { createPublicKey, verify } from "node:crypto";
import * as z from "zod/mini";
import type { ReceiptResult } from "../../core/delivery.ts";
import { deliveryReferenceSchema } from "../../core/delivery-reference.ts";
import { json } from "../../core/json-text.ts";
import type { ReceiptMessage } from "../../core/receipt-message.ts";
import type { SuppressionReason } from "../../core/suppression.ts";
import type { FindShapeFault, ReadCallback } from "../callback.ts";
import { codeOf, readingOf } from "../callback.ts";
import type { SendgridKeys } from "./settings.ts";

const signatureHeader = "x-twilio-email-event-webhook-signature";
const timestampHeader = "x-twilio-email-event-webhook-timestamp";

/** A signature is about 70 bytes of base64, a time whole seconds, and a body a JSON array. */
export const findShapeFault: FindShapeFault = ({ headers, body }) => {
  const isSigned =
    /^[A-Za-z0-9+/]{40,128}={0,2}$/.test(headers[signatureHeader] ?? "") &&
    /^\d{1,16}$/.test(headers[timestampHeader] ?? "");
  if (!isSigned) {
    return "forged";
  }
  return /^\s*\[/.test(body) ? undefined : "malformed";
};

/**
 * A batch of the Event Webhook:
 * https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/event, with its ECDSA
 * signature over the time stamp and the body:
 * https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/getting-started-event-webhook-security-features
 */
export const readCallback: ReadCallback<SendgridKeys> = ({ headers, body }, { keys }) => {
  const publicKey = keys?.webhookPublicKey && keyOf(keys.webhookPublicKey);
  if (!publicKey) {
    return { kind: "no-key" };
  }
  const signature = headers[signatureHeader] ?? "";
  const timestamp = headers[timestampHeader] ?? "";
  const signed = Buffer.from(timestamp + body);
  if (!verify("sha256", signed, publicKey, Buffer.from(signature, "base64"))) {
    return { kind: "forged" };
  }
  const events = eventsSchema.safeParse(body);
  if (!events.success) {
    return { kind: "malformed" };
  }
  const readings = events.data.map(messageOf);
  const messages = readings.flatMap((reading) => (reading === "skipped" ? [] : reading));
  return readingOf(messages, readings.filter((reading) => reading === "skipped").length);
};

function keyOf(base64: string): KeyObject | undefined {
  try {
    return createPublicKey({ key: Buffer.from(base64, "base64"), format: "der", type: "spki" });
  } catch {
    return undefined;
  }
}

const eventsSchema = json(z.array(z.looseObject({ event: z.string() })));

const eventSchema = z.object({
  ...deliveryReferenceSchema.shape,
  event: z.string(),
  sg_message_id: z.optional(z.string().check(z.minLength(1), z.maxLength(512))),
  /** `<id@host>`, with the id that the send returned. */
  "smtp-id": z.optional(z.string()),
  timestamp: z.number().check(z.gte(0), z.lte(1e11)),
  type: z.optional(z.string()),
  status: z.optional(z.string()),
  reason: z.optional(z.string()),
  bounce_classification: z.optional(z.string()),
});

type SendgridEvent = z.infer<typeof eventSchema>;

/** Nothing for mail that another application sent, and for events that decide nothing. */
function messageOf(raw: unknown): ReceiptMessage[] | "skipped" {
  const parsed = eventSchema.safeParse(raw);
  if (!parsed.success) {
    return deliveryReferenceSchema.safeParse(raw).success ? "skipped" : [];
  }
  const meaning = meaningOf(parsed.data);
  if (meaning === undefined) {
    return [];
  }
  const { userId, notificationId, channel, timestamp, status } = parsed.data;
  const code = codeOf(status);
  const providerMessageId = messageIdIn(parsed.data);
  const { result, reason } = meaning;
  return [
    {
      kind: "receipt",
      userId,
      notificationId,
      channel,
      provider: "sendgrid",
      result,
      at: new Date(timestamp * 1000),
      ...(providerMessageId !== undefined && { providerMessageId }),
      ...(code !== undefined && { code }),
      ...(reason && { suppress: { address: "email", reason } }),
    },
  ];
}

/** Some events, such as those of mail that was held back first, lack `sg_message_id`. */
function messageIdIn({ sg_message_id, "smtp-id": smtpId = "" }: SendgridEvent): string | undefined {
  return sg_message_id ?? /^<?([\w-]+)@/.exec(smtpId)?.[1];
}

interface Meaning {
  readonly result: ReceiptResult;
  /** Why the address is to be suppressed, if it is. */
  readonly reason?: SuppressionReason | undefined;
}

function meaningOf(event: SendgridEvent): Meaning | undefined {
  switch (event.event) {
    case "delivered":
      return { result: "delivered" };
    case "blocked":
      return { result: "undelivered" };
    case "bounce":
      return isOfAddress(event)
        ? { result: "bounced", reason: "bounced" }
        : { result: "undelivered" };
    case "dropped":
      return { result: "undelivered", reason: reasonsByDrop.get((event.reason ?? "").trim()) };
    case "spamreport":
      return { result: "complained", reason: "complained" };
    case "unsubscribe":
    case "group_unsubscribe":
      return { result: "unsubscribed", reason: "refused" };
    default:
      return undefined;
  }
}

/** What the message or its sender was bounced for, by SendGrid's own classification. */
const ofMessage =
  /^(?:Content|Reputation|Frequency(?:\/| or )Volume Too High|Technical(?: Failure)?)$/i;

/** A mailbox that may be emptied. */
const fullMailbox = /mailbox (?:is )?full|over ?quota|quota exceeded|out of storage/i;

/**
 * Whether a bounce means that the address does not work: not one that was blocked, nor one that may
 * pass.
 *
 * https://www.twilio.com/docs/sendgrid/ui/analytics-and-reporting/bounce-and-block-classifications
 */
function isOfAddress({
  type = "bounce",
  bounce_classification = "",
  status = "",
  reason = "",
}: SendgridEvent): boolean {
  const mayPass = status === "5.2.2" || status.startsWith("4.") || fullMailbox.test(reason);
  return type === "bounce" && !ofMessage.test(bounce_classification) && !mayPass;
}

/** Why SendGrid did not even try: the address is on a list of its own, or is none. */
const reasonsByDrop: ReadonlyMap<string, SuppressionReason> = new Map([
  ["Bounced Address", "bounced"],
  ["Invalid", "bounced"],
  ["Spam Reporting Address", "complained"],
  ["Unsubscribed Address", "refused"],
]);
