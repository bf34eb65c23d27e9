import { parse } from "node:querystring";
import webhooks from "twilio/lib/webhooks/webhooks.js";
import * as z from "zod/mini";
import type { ReceiptResult } from "../../core/delivery.ts";
import { json } from "../../core/json-text.ts";
import type { Receipt } from "../../core/receipt.ts";
import { referenceSchema } from "../../functions/receipts/receipt-message.ts";
import type { Callback, CallbackReading } from "../callback.ts";
import { codeOf } from "../callback.ts";

/** Of Twilio's settings, what its callbacks are checked with. */
export const twilioKeys = z.object({ authToken: z.string() });

/**
 * A StatusCallback: https://www.twilio.com/docs/messaging/guides/track-outbound-message-status, with
 * its signature: https://www.twilio.com/docs/usage/security#validating-requests
 *
 * @param publicUrl the API's URL as Twilio was given it; the signature is over it.
 */
export function readTwilioCallback(
  { authToken }: z.infer<typeof twilioKeys>,
  publicUrl: string,
  { ids, headers, body, receivedAt }: Callback,
): CallbackReading {
  const url = `${publicUrl}/v1/receipts/twilio/${ids}`;
  const form = { ...parse(body) };
  const signature = headers["x-twilio-signature"] ?? "";
  if (!webhooks.validateRequest(authToken, signature, url, form)) {
    return { kind: "forged" };
  }
  const reference = idsSchema.safeParse(Buffer.from(ids, "base64url").toString());
  const status = formSchema.safeParse(form);
  if (!reference.success || !status.success) {
    return { kind: "malformed" };
  }
  const { MessageSid, MessageStatus, ErrorCode } = status.data;
  const result = resultsByStatus.get(MessageStatus);
  if (result === undefined) {
    return { kind: "read", messages: [] };
  }
  const code = codeOf(ErrorCode);
  const receipt: Receipt = {
    ...reference.data,
    provider: "twilio",
    providerMessageId: MessageSid,
    result,
    at: receivedAt,
    ...(code !== undefined && { code }),
    ...(code === stopped && { suppress: { address: "phoneNumber", reason: "refused" } }),
  };
  return { kind: "read", messages: [{ kind: "receipt", ...receipt }] };
}

/** The user said STOP: https://www.twilio.com/docs/api/errors/21610 */
const stopped = "21610";

/** The statuses that say what became of a message; the others only tell where it is. */
const resultsByStatus: ReadonlyMap<string, ReceiptResult> = new Map([
  ["delivered", "delivered"],
  ["read", "delivered"],
  ["undelivered", "undelivered"],
  ["failed", "undelivered"],
]);

const formSchema = z.object({
  MessageSid: z.string().check(z.regex(/^[A-Z]{2}[0-9a-f]{32}$/)),
  MessageStatus: z.string(),
  ErrorCode: z.optional(z.string()),
});

const idsSchema = json(
  z.pipe(
    z.pipe(
      z.tuple([z.string(), z.string(), z.string()]),
      z.transform(([userId, notificationId, channel]) => ({ userId, notificationId, channel })),
    ),
    referenceSchema,
  ),
);
