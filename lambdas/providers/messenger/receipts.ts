import * as z from "zod/mini";
import { json } from "../../core/json-text.ts";
import type { ReceiptMessage } from "../../core/receipt-message.ts";
import type { ReadCallback } from "../callback.ts";
import { readingOf } from "../callback.ts";
import { referenceIn } from "../delivery-metadata.ts";
import type { MetaKeys } from "../meta-settings.ts";
import { isSigned } from "../meta-webhook.ts";

export { findShapeFault, isVerification, verifyWebhook } from "../meta-webhook.ts";

/**
 * A webhook with the fields `message_deliveries` and `message_echoes`:
 * https://developers.facebook.com/docs/messenger-platform/webhooks
 *
 * A delivery names messages by their ids alone. The echo of a message names it with the metadata
 * that it was sent with, which are the delivery's ids.
 */
export const readCallback: ReadCallback<MetaKeys> = (callback, { keys: { appSecret } = {} }) => {
  if (appSecret === undefined) {
    return { kind: "no-key" };
  }
  if (!isSigned(callback, appSecret)) {
    return { kind: "forged" };
  }
  const { body, receivedAt } = callback;
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
