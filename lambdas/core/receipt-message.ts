import * as z from "zod/mini";
import { addressKinds } from "./address.ts";
import { receiptResults } from "./delivery.ts";
import { deliveryReferenceSchema } from "./delivery-reference.ts";
import { readMessageBody } from "./message-version.ts";
import { codePattern } from "./outcome.ts";
import type { SealedUsers } from "./sealed-user.ts";
import { suppressionReasons } from "./suppression.ts";

const time = z.pipe(
  z.iso.datetime(),
  z.transform((text) => new Date(text)),
);
/** A receipt is worth more than its code: one that is none is left out. */
const code = z.catch(z.optional(z.string().check(z.regex(codePattern))), undefined);
const providerMessageId = z.string().check(z.minLength(1), z.maxLength(512));
const reference = deliveryReferenceSchema.shape;

const messageSchema = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("receipt"),
    ...reference,
    provider: z.string(),
    providerMessageId: z.optional(providerMessageId),
    result: z.enum(receiptResults),
    code,
    at: time,
    suppress: z.optional(
      z.object({ address: z.enum(addressKinds), reason: z.enum(suppressionReasons) }),
    ),
  }),
  z.object({
    kind: z.literal("receipt-by-message-id"),
    provider: z.string(),
    providerMessageId,
    result: z.enum(receiptResults),
    at: time,
  }),
  z.object({
    kind: z.literal("message-id"),
    ...reference,
    provider: z.string(),
    providerMessageId,
  }),
]);

/**
 * What the function puts into its queue: ids and codes, nothing personal. A `receipt` names its
 * delivery; a `receipt-by-message-id` names only the provider's message, whose delivery a
 * `message-id` has told.
 */
export type ReceiptMessage = z.infer<typeof messageSchema>;

/** A message as the body in which it is queued: the user's id is sealed. */
export function receiptMessageBody(
  users: Pick<SealedUsers, "close">,
  message: ReceiptMessage,
): string {
  return JSON.stringify("userId" in message ? users.close(message) : message);
}

/** A message read back without what is not known of it; `undefined` for a body that is none. */
export function readReceiptMessage(
  users: Pick<SealedUsers, "open">,
  body: string,
): ReceiptMessage | undefined {
  return readMessageBody(messageSchema, users, body);
}
