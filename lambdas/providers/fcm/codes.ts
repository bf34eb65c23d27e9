import { codeTable } from "../code-table.ts";

const fcmErrors = "https://firebase.google.com/docs/reference/fcm/rest/v1/ErrorCode";
const statuses = "https://cloud.google.com/apis/design/errors#handling_errors";
const oauth = "https://developers.google.com/identity/protocols/oauth2/service-account#error-codes";

/**
 * Codes of FCM, of Google's APIs, and of the token's request; and Herald's words `invalid-token` for an
 * INVALID_ARGUMENT that means the device's token, and `no-access-token` for a token that did not come.
 */
export const codes = codeTable([
  // the device
  { kind: "refused", source: fcmErrors, codes: ["UNREGISTERED"], suppress: true },
  { kind: "refused", source: fcmErrors, codes: ["SENDER_ID_MISMATCH", "invalid-token"] },
  // the message
  { kind: "refused", source: fcmErrors, codes: ["INVALID_ARGUMENT"] },
  // the project, its keys, the service account
  { kind: "misconfigured", source: fcmErrors, codes: ["THIRD_PARTY_AUTH_ERROR"] },
  {
    kind: "misconfigured",
    source: statuses,
    codes: ["UNAUTHENTICATED", "PERMISSION_DENIED", "NOT_FOUND", "FAILED_PRECONDITION"],
  },
  {
    kind: "misconfigured",
    source: oauth,
    codes: [
      "access_denied",
      "admin_policy_enforced",
      "disabled_client",
      "invalid_client",
      "invalid_grant",
      "invalid_scope",
      "org_internal",
      "unauthorized_client",
    ],
  },
  // too fast, or down
  { kind: "throttled", source: fcmErrors, codes: ["QUOTA_EXCEEDED"] },
  { kind: "throttled", source: statuses, codes: ["RESOURCE_EXHAUSTED"] },
  { kind: "unavailable", source: fcmErrors, codes: ["UNAVAILABLE", "INTERNAL"] },
  { kind: "unavailable", source: oauth, codes: ["no-access-token"] },
]);
