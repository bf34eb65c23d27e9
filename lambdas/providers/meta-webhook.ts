import { createHmac } from "node:crypto";
import type { Callback, FindShapeFault, IsVerification, VerifyWebhook } from "./callback.ts";
import { isSameText } from "./constant-time.ts";
import type { MetaKeys } from "./meta-settings.ts";

const signatureHeader = "x-hub-signature-256";

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
 * Responds to Meta when it verifies the webhook, with its challenge:
 * https://developers.facebook.com/docs/graph-api/webhooks/getting-started#verification-requests
 */
export const verifyWebhook: VerifyWebhook<MetaKeys> = (query, { keys }) => {
  const { "hub.mode": mode, "hub.verify_token": token = "", "hub.challenge": challenge } = query;
  const { verifyToken } = keys ?? {};
  const isAsked = mode === "subscribe" && verifyToken !== undefined;
  return isAsked && isSameText(token, verifyToken) ? challenge : undefined;
};

/**
 * Whether a webhook's body is signed with the app's secret:
 * https://developers.facebook.com/docs/graph-api/webhooks/getting-started#event-notifications
 */
export function isSigned(
  { headers, body }: Pick<Callback, "headers" | "body">,
  appSecret: string,
): boolean {
  const signature = `sha256=${createHmac("sha256", appSecret).update(body).digest("hex")}`;
  return isSameText(headers[signatureHeader] ?? "", signature);
}
