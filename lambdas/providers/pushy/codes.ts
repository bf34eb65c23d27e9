import type { ErrorTable } from "../classify.ts";

/** Herald's word for a push that was taken for nobody: the device is not registered any more. */
export const failedToken = "failed-token";

/** https://pushy.me/docs/api/send-notifications, "API Errors". */
export const kindsByCode: ErrorTable = {
  NO_RECIPIENTS: "refused",
  INVALID_PARAM: "refused",
  PAYLOAD_LIMIT_EXCEEDED: "refused",
  INVALID_API_KEY: "misconfigured",
  NO_APNS_AUTH: "misconfigured",
  ACCOUNT_SUSPENDED: "misconfigured",
  RATE_LIMIT_EXCEEDED: "unavailable",
  INTERNAL_SERVER_ERROR: "unavailable",
};
