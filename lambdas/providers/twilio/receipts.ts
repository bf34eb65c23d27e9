import { parse } from "node:querystring";
import webhooks from "twilio/lib/webhooks/webhooks.js";
import * as z from "zod/mini";
import type { ReceiptResult } from "../../core/delivery.ts";
import type { Receipt } from "../../core/receipt.ts";
import type { ReadCallback } from "../callback.ts";
import { codeOf } from "../callback.ts";
import { callbackUrlOf, referenceIn } from "../callback-url.ts";
import { codes } from "./codes.ts";
import type { TwilioKeys } from "./settings.ts";

/**
 * Reads a StatusCallback: https://www.twilio.com/docs/messaging/guides/track-outbound-message-status,
 * with its signature over the URL as Twilio was given it:
 * https://www.twilio.com/docs/usage/security#validating-requests
 */
export const readCallback: ReadCallback<TwilioKeys> = (
  { ids, headers, body, receivedAt },
  { keys, publicUrl },
) => {
  if (keys === undefined || publicUrl === undefined) {
    return { kind: "no-key" };
  }
  const url = callbackUrlOf(publicUrl, "twilio", ids);
  const form = { ...parse(body) };
  const signature = headers["x-twilio-signature"] ?? "";
  if (!webhooks.validateRequest(keys.authToken, signature, url, form)) {
    return { kind: "forged" };
  }
  const reference = referenceIn(ids);
  const status = formSchema.safeParse(form);
  if (reference === undefined || !status.success) {
    return { kind: "malformed" };
  }
  const { MessageSid, MessageStatus, ErrorCode } = status.data;
  const result = resultsByStatus.get(MessageStatus);
  if (result === undefined) {
    return { kind: "read", messages: [] };
  }
  const code = codeOf(ErrorCode);
  const receipt: Receipt = {
    ...reference,
    provider: "twilio",
    providerMessageId: MessageSid,
    result,
    at: receivedAt,
    ...(code !== undefined && { code }),
    ...(code &&
      codes.get(code)?.suppress && { suppress: { address: "phoneNumber", reason: "refused" } }),
  };
  return { kind: "read", messages: [{ kind: "receipt", ...receipt }] };
};

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
