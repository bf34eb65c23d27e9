import { generateKeyPairSync } from "node:crypto";
import type { ProviderRow } from "../provider-row.ts";
import { to } from "../provider-row.ts";

const otherKey = generateKeyPairSync("rsa", { modulusLength: 1_024 }).privateKey;

const type = "type.googleapis.com/google.firebase.fcm.v1.FcmError";
const badRequest = "type.googleapis.com/google.rpc.BadRequest";

const error = (status: string, fields: object = {}) =>
  JSON.stringify({ error: { code: 0, message: "m", status, ...fields } });
const fcmError = (status: string, errorCode: string) =>
  error(status, { details: [{ "@type": type, errorCode }] });
const violation = (field: string) =>
  error("INVALID_ARGUMENT", { details: [{ "@type": badRequest, fieldViolations: [{ field }] }] });

export const row: ProviderRow = {
  address: "pushToken",
  to: to.pushToken,
  wrongCredentials: {
    serviceAccount: JSON.stringify({
      project_id: "herald-local",
      client_email: "herald@herald-local.iam.gserviceaccount.com",
      private_key: otherKey.export({ type: "pkcs8", format: "pem" }).toString(),
    }),
  },
  badSettings: { serviceAccount: "{", baseUrl: "fcm.googleapis.com", timeoutMs: 60_000 },
  oversizedText: "x".repeat(4_097),
  responseWithoutId: { status: 200, body: "{}" },
  rareResponses: [
    [404, fcmError("NOT_FOUND", "UNREGISTERED"), "refused", "UNREGISTERED", "suppress"],
    [404, error("NOT_FOUND"), "misconfigured", "NOT_FOUND"],
    [403, fcmError("PERMISSION_DENIED", "SENDER_ID_MISMATCH"), "refused", "SENDER_ID_MISMATCH"],
    [403, error("PERMISSION_DENIED"), "misconfigured", "PERMISSION_DENIED"],
    [400, violation("message.token"), "refused", "invalid-token"],
    [400, violation("message.data[0].value"), "refused", "INVALID_ARGUMENT"],
    [
      400,
      error("INVALID_ARGUMENT", {
        message: "The registration token is not a valid FCM registration token",
        details: [{ "@type": type, errorCode: "INVALID_ARGUMENT" }],
      }),
      "refused",
      "invalid-token",
    ],
    [
      400,
      error("INVALID_ARGUMENT", { message: "Android message is too big" }),
      "refused",
      "INVALID_ARGUMENT",
    ],
    [
      401,
      fcmError("UNAUTHENTICATED", "THIRD_PARTY_AUTH_ERROR"),
      "misconfigured",
      "THIRD_PARTY_AUTH_ERROR",
    ],
    [401, error("UNAUTHENTICATED"), "misconfigured", "UNAUTHENTICATED"],
    [503, fcmError("UNAVAILABLE", "UNAVAILABLE"), "unavailable", "UNAVAILABLE"],
    [500, fcmError("INTERNAL", "INTERNAL"), "unavailable", "INTERNAL"],
    [500, error("INTERNAL"), "unavailable", "INTERNAL"],
    [400, error("FAILED_PRECONDITION"), "misconfigured", "FAILED_PRECONDITION"],
    [400, fcmError("CANCELLED", "UNSPECIFIED_ERROR"), "misconfigured", "UNSPECIFIED_ERROR"],
    [502, '<html lang="en"><title>Error 502</title></html>', "unknown", "http-502"],
  ],
};
