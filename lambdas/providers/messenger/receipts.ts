import { createHmac } from "node:crypto";
import * as z from "zod/mini";
import { json } from "../../core/json-text.ts";
import type { ReceiptMessage } from "../../core/receipt-message.ts";
import type { FindShapeFault, IsVerification, ReadCallback, VerifyWebhook } from "../callback.ts";
import { readingOf } from "../callback.ts";
import { isSameText } from "../constant-time.ts";
import { referenceIn } from "./metadata.ts";
import type { MessengerKeys } from "./settings.ts";

/** A verification has all three parameters, and a challenge that is no longer than a number. */
export const isVerification: IsVerification = (query) => {
  const {
    "hub.mode": mode,
    "hub.verify_token": token = "",
    "hub.challenge": challenge = "",
  } = query;
  return mode === "subscribe" && token !== "" && /^[\w-]{1,64}$/.test(challenge);
};

/** A signature is 64 hexadecimal digits, and a body is a JSON object. */
export const findShapeFault: FindShapeFault = ({ headers, body }) => {
  if (!/^sha256=[0-9a-f]{64}$/.test(headers[signatureHeader] ?? "")) {
    return "forged";
  }
  return /^\s*\{/.test(body) ? undefined : "malformed";
};

/**
 * Responds to Messenger when it verifies the webhook, with its challenge:
 * https://developers.facebook.com/docs/messenger-platform/webhooks#verification-requests
 */
export const verifyWebhook: VerifyWebhook<MessengerKeys> = (query, { keys }) => {
  const { "hub.mode": mode, "hub.verify_token": token = "", "hub.challenge": challenge } = query;
  const { verifyToken } = keys ?? {};
  const isAsked = mode === "subscribe" && verifyToken !== undefined;
  return isAsked && isSameText(token, verifyToken) ? challenge : undefined;
};

/**
 * A webhook with the fields `message_deliveries` and `message_echoes`:
 * https://developers.facebook.com/docs/messenger-platform/webhooks
 *
 * A delivery names messages by their ids alone. The echo of a message names it with the metadata
 * that it was sent with, which are the delivery's ids.
 */
export const readCallback: ReadCallback<MessengerKeys> = (
  { headers, body, receivedAt },
  { keys: { appSecret } = {} },
) => {
  if (appSecret === undefined) {
    return { kind: "no-key" };
  }
  const signature = `sha256=${createHmac("sha256", appSecret).update(body).digest("hex")}`;
  if (!isSameText(headers[signatureHeader] ?? "", signature)) {
    return { kind: "forged" };
  }
  const page = pageSchema.safeParse(body);
  if (!page.success) {
    return { kind: "malformed" };
  }
  const events = page.data.entry.flatMap(({ messaging }) => messaging ?? []);
  const parsed = events.map((event) => eventSchema.safeParse(event));
  const messages = parsed.flatMap(({ data }) =>
    data === undefined ? [] : [...echoOf(data), ...deliveriesOf(data, receivedAt)],
  );
  return readingOf(messages, parsed.filter(({ success }) => !success).length);
};

const signatureHeader = "x-hub-signature-256";

const mid = z.string().check(z.minLength(1), z.maxLength(512));

const eventSchema = z.looseObject({
  message: z.nullish(
    z.looseObject({
      mid: z.nullish(mid),
      is_echo: z.nullish(z.boolean()),
      metadata: z.nullish(z.string()),
    }),
  ),
  delivery: z.nullish(
    z.looseObject({
      mids: z.nullish(z.array(z.nullable(mid))),
      watermark: z.nullish(z.number().check(z.gte(0), z.lte(1e14))),
    }),
  ),
});

const pageSchema = json(
  z.looseObject({
    object: z.literal("page"),
    entry: z.array(z.looseObject({ messaging: z.nullish(z.array(z.unknown())) })),
  }),
);

type MessengerEvent = z.infer<typeof eventSchema>;

function echoOf({ message }: MessengerEvent): ReceiptMessage[] {
  if (!message?.is_echo || !message.mid) {
    return [];
  }
  const reference = referenceIn(message.metadata ?? undefined);
  if (reference === undefined) {
    return [];
  }
  const { mid: providerMessageId } = message;
  return [{ kind: "message-id", ...reference, provider: "messenger", providerMessageId }];
}

function deliveriesOf({ delivery }: MessengerEvent, receivedAt: Date): ReceiptMessage[] {
  const { mids, watermark } = delivery ?? {};
  const at = typeof watermark === "number" ? new Date(watermark) : receivedAt;
  return (mids ?? []).flatMap((providerMessageId): ReceiptMessage[] =>
    providerMessageId === null
      ? []
      : [
          {
            kind: "receipt-by-message-id",
            provider: "messenger",
            providerMessageId,
            result: "delivered",
            at,
          },
        ],
  );
}
