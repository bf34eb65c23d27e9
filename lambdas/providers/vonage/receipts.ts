import { createHash, createHmac } from "node:crypto";
import * as z from "zod/mini";
import type { ReceiptResult } from "../../core/delivery.ts";
import { json } from "../../core/json-text.ts";
import type { ReceiptMessage } from "../../core/receipt-message.ts";
import type { FindShapeFault, ReadCallback } from "../callback.ts";
import { codeOf } from "../callback.ts";
import { referenceIn } from "../callback-url.ts";
import { isSameText } from "../constant-time.ts";
import { clientRefOf } from "./client-ref.ts";
import { codes } from "./codes.ts";
import { codeIn, problemSchema } from "./problem.ts";
import type { VonageKeys } from "./settings.ts";

/** A JSON web token: what is signed, the claims in it, and 32 bytes of signature. */
const bearer = /^Bearer ([\w-]{1,200}\.([\w-]{1,2000}))\.([\w-]{43})$/;

/** A token, a path with a delivery's ids, and a JSON object. */
export const findShapeFault: FindShapeFault = ({ ids, headers, body }) => {
  if (!bearer.test(headers["authorization"] ?? "")) {
    return "forged";
  }
  return referenceIn(ids) === undefined || !/^\s*\{/.test(body) ? "malformed" : undefined;
};

/**
 * Reads a Message Status callback: https://developer.vonage.com/en/messages/concepts/messages-status-callbacks
 *
 * It comes with a token that is signed with the account's secret (HS256) and holds the body's hash:
 * https://developer.vonage.com/en/getting-started/concepts/webhooks#validating-signed-webhooks. The
 * URL is not signed: the body's `client_ref` says whether its ids belong to it.
 */
export const readCallback: ReadCallback<VonageKeys> = (
  { ids, headers, body, receivedAt },
  { keys },
) => {
  if (keys?.signatureSecret === undefined) {
    return { kind: "no-key" };
  }
  const claims = claimsIn(headers["authorization"] ?? "", keys.signatureSecret);
  const hash = createHash("sha256").update(body).digest("hex");
  if (!claims || !isSameText(claims.payload_hash, hash) || !isOfNow(claims.iat, receivedAt)) {
    return { kind: "forged" };
  }
  const status = statusSchema.safeParse(body);
  if (!status.success) {
    return { kind: "malformed" };
  }
  const reference = referenceIn(ids);
  if (reference === undefined || status.data.client_ref !== clientRefOf(reference)) {
    return { kind: "forged" };
  }
  const result = resultsByStatus.get(status.data.status);
  if (result === undefined) {
    return { kind: "read", messages: [] };
  }
  const code = codeOf(codeIn(status.data.error ?? {}));
  const message: ReceiptMessage = {
    kind: "receipt",
    ...reference,
    provider: "vonage",
    providerMessageId: status.data.message_uuid,
    result,
    at: status.data.timestamp ?? receivedAt,
    ...(code !== undefined && { code }),
    ...(code &&
      codes.get(code)?.suppress && { suppress: { address: "phoneNumber", reason: "refused" } }),
  };
  return { kind: "read", messages: [message] };
};

/** The claims of a token that is signed with the secret. */
function claimsIn(authorization: string, secret: string) {
  const [, signed = "", claims = "", signature = ""] = bearer.exec(authorization) ?? [];
  const expected = createHmac("sha256", secret).update(signed).digest("base64url");
  return isSameText(signature, expected)
    ? claimsSchema.safeParse(Buffer.from(claims, "base64url").toString()).data
    : undefined;
}

const claimsSchema = json(z.object({ iat: z.number(), payload_hash: z.string() }));

/** Seconds for which a callback may be repeated: Vonage's pages say 24 and 72 hours. */
const maxAgeSeconds = 73 * 3_600;

/** Seconds by which Vonage's clock may be ahead. */
const maxAheadSeconds = 300;

function isOfNow(iat: number, receivedAt: Date): boolean {
  const age = receivedAt.getTime() / 1_000 - iat;
  return age >= -maxAheadSeconds && age <= maxAgeSeconds;
}

/** The statuses that say what became of a message; `submitted` only tells where it is. */
const resultsByStatus: ReadonlyMap<string, ReceiptResult> = new Map([
  ["delivered", "delivered"],
  ["read", "delivered"],
  ["rejected", "undelivered"],
  ["undeliverable", "undelivered"],
]);

/** A receipt is worth more than its time: one that is none is left out. */
const time = z.catch(
  z.optional(
    z.pipe(
      z.iso.datetime({ offset: true }),
      z.transform((text) => new Date(text)),
    ),
  ),
  undefined,
);

const statusSchema = json(
  z.object({
    message_uuid: z.string().check(z.minLength(1), z.maxLength(512)),
    status: z.string(),
    timestamp: time,
    client_ref: z.optional(z.string()),
    error: z.catch(z.optional(problemSchema), undefined),
  }),
);
