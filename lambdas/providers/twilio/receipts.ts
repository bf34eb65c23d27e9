import { parse } from "node:querystring";
import webhooks from "twilio/lib/webhooks/webhooks.js";
import * as z from "zod/mini";
import type { ReceiptResult } from "../../core/delivery.ts";
import type { Receipt } from "../../core/receipt.ts";
import type { FindShapeFault, ReadCallback } from "../callback.ts";
import { codeOf } from "../callback.ts";
import { callbackUrlOf, referenceIn } from "../callback-url.ts";
import { codes } from "./codes.ts";
import { repeatFragment } from "./repeat-fragment.ts";
import type { TwilioKeys } from "./settings.ts";

const signatureHeader = "x-twilio-signature";

/** A signature is 20 bytes in base64; the path has a delivery's ids, and the body names a message. */
export const findShapeFault: FindShapeFault = ({ ids, headers, body }) => {
  if (!/^[A-Za-z0-9+/]{27}=$/.test(headers[signatureHeader] ?? "")) {
    return "forged";
  }
  return referenceIn(ids) === undefined || !body.includes("MessageSid=") ? "malformed" : undefined;
};

/**
 * Reads a StatusCallback: https://www.twilio.com/docs/messaging/guides/track-outbound-message-status,
 * with its signature over the URL as Twilio was given it:
 * https://www.twilio.com/docs/usage/security#validating-requests
 */
export const readCallback: ReadCallback<TwilioKeys> = (callback, { keys, publicUrl }) => {
  const { ids, headers, body, receivedAt } = callback;
  if (keys === undefined || publicUrl === undefined) {
    return { kind: "no-key" };
  }
  const form = { ...parse(body) };
  const signature = headers[signatureHeader] ?? "";
  const url = callbackUrlOf(publicUrl, "twilio", callback);
  if (!isSigned(keys, signature, url, form) || !isOwn(keys, form)) {
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

type Form = ReturnType<typeof parse>;

/** Whether Twilio signed it, with either token, and with or without the URL's fragment. */
function isSigned(keys: TwilioKeys, signature: string, url: string, form: Form): boolean {
  const tokens = [keys.authToken, keys.secondAuthToken].filter((token) => token !== undefined);
  const urls = [url, url + repeatFragment];
  return tokens.some((token) =>
    urls.some((each) => webhooks.validateRequest(token, signature, each, form)),
  );
}

/**
 * Whether it is of the account, and its parameters are as Twilio sent them: the signature is over
 * their names and values in one string, so that one parameter could be hidden in another's value.
 */
function isOwn({ accountSid }: TwilioKeys, form: Form): boolean {
  const names = Object.keys(formSchema.shape);
  const values = Object.values(form).flat();
  return (
    form["AccountSid"] === accountSid &&
    !values.some((value) => names.some((name) => value?.includes(name)))
  );
}

/** The statuses that say what became of a message; the others only tell where it is. */
const resultsByStatus: ReadonlyMap<string, ReceiptResult> = new Map([
  ["delivered", "delivered"],
  ["read", "delivered"],
  ["undelivered", "undelivered"],
  ["failed", "undelivered"],
  ["canceled", "undelivered"],
]);

const formSchema = z.object({
  AccountSid: z.string(),
  MessageSid: z.string().check(z.regex(/^[A-Z]{2}[0-9a-f]{32}$/)),
  MessageStatus: z.string(),
  ErrorCode: z.optional(z.string()),
});
