import * as z from "zod/mini";
import type { ReceiptResult } from "../../core/delivery.ts";
import { json } from "../../core/json-text.ts";
import type { ReceiptMessage } from "../../core/receipt-message.ts";
import type { ReadCallback } from "../callback.ts";
import { codeOf, readingOf } from "../callback.ts";
import { referenceIn } from "../delivery-metadata.ts";
import type { MetaKeys } from "../meta-settings.ts";
import { isSigned } from "../meta-webhook.ts";
import { messageIdOf } from "./message-id.ts";

export { findShapeFault, isVerification, verifyWebhook } from "../meta-webhook.ts";

/**
 * A webhook with the field `messages`:
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/reference/messages/status
 *
 * A status names its message's delivery by what was sent along. What users write is not read.
 */
export const readCallback: ReadCallback<MetaKeys> = (callback, { keys: { appSecret } = {} }) => {
  if (appSecret === undefined) {
    return { kind: "no-key" };
  }
  if (!isSigned(callback, appSecret)) {
    return { kind: "forged" };
  }
  const account = accountSchema.safeParse(callback.body);
  if (!account.success) {
    return { kind: "malformed" };
  }
  const changes = account.data.entry.flatMap((entry) => entry.changes ?? []);
  const statuses = changes.flatMap(({ field, value }) =>
    field === "messages" ? (value?.statuses ?? []) : [],
  );
  const parsed = statuses.map((status) => statusSchema.safeParse(status));
  const messages = parsed.flatMap(({ data }) => (data === undefined ? [] : receiptOf(data)));
  return readingOf(messages, parsed.filter(({ success }) => !success).length);
};

/** The statuses that say what became of a message. `delivered` is left out where it was read at once. */
const resultsByStatus: ReadonlyMap<string, ReceiptResult> = new Map([
  ["delivered", "delivered"],
  ["read", "delivered"],
  ["failed", "undelivered"],
]);

const statusSchema = z.looseObject({
  id: z.string().check(z.minLength(1), z.maxLength(512)),
  status: z.string(),
  /** Seconds. */
  timestamp: z.string().check(z.regex(/^\d{1,11}$/)),
  biz_opaque_callback_data: z.nullish(z.string()),
  errors: z.nullish(z.array(z.looseObject({ code: z.nullish(z.number()) }))),
});

const accountSchema = json(
  z.looseObject({
    object: z.literal("whatsapp_business_account"),
    entry: z.array(
      z.looseObject({
        changes: z.nullish(
          z.array(
            z.looseObject({
              field: z.nullish(z.string()),
              value: z.nullish(z.looseObject({ statuses: z.nullish(z.array(z.unknown())) })),
            }),
          ),
        ),
      }),
    ),
  }),
);

function receiptOf({
  id,
  status,
  timestamp,
  biz_opaque_callback_data: metadata,
  errors,
}: z.infer<typeof statusSchema>): ReceiptMessage[] {
  const result = resultsByStatus.get(status);
  const reference = referenceIn(metadata ?? undefined);
  if (result === undefined || reference === undefined) {
    return [];
  }
  const code = result === "undelivered" ? codeOf(errors?.[0]?.code) : undefined;
  return [
    {
      kind: "receipt",
      ...reference,
      provider: "whatsapp",
      providerMessageId: messageIdOf(id),
      result,
      at: new Date(Number(timestamp) * 1_000),
      ...(code !== undefined && { code }),
    },
  ];
}
