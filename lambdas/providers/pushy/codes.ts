import { codeTable } from "../code-table.ts";

const sendNotifications = "https://pushy.me/docs/api/send-notifications";

/** Codes of POST /push, and `failed-token`, Herald's word for a token in `info.failed` of a 200. */
export const codes = codeTable([
  // the device and the payload
  {
    kind: "refused",
    source: sendNotifications,
    codes: ["NO_RECIPIENTS", "PAYLOAD_LIMIT_EXCEEDED"],
  },
  { kind: "refused", source: sendNotifications, codes: ["failed-token"], suppress: true },
  // the app, its key, its plan; our own parameters
  {
    kind: "misconfigured",
    source: sendNotifications,
    codes: [
      "ACCOUNT_SUSPENDED",
      "AUTH_LIMIT_EXCEEDED",
      "INVALID_API_KEY",
      "INVALID_PARAM",
      "NO_APNS_AUTH",
    ],
  },
  // too fast, or down
  { kind: "unavailable", source: sendNotifications, codes: ["INTERNAL_SERVER_ERROR"] },
  { kind: "throttled", source: sendNotifications, codes: ["RATE_LIMIT_EXCEEDED"] },
]);
