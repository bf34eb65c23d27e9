import { codeTable } from "../code-table.ts";

const source =
  "https://developer.apple.com/documentation/usernotifications/handling-notification-responses-from-apns";

/** The reasons that APNs gives. */
export const codes = codeTable([
  // the device: its token is dead, or wrong here
  { kind: "refused", source, codes: ["Unregistered", "ExpiredToken"], suppress: true },
  { kind: "refused", source, codes: ["BadDeviceToken", "DeviceTokenNotForTopic"] },
  // the message
  {
    kind: "refused",
    source,
    codes: [
      "BadCollapseId",
      "BadExpirationDate",
      "BadMessageId",
      "BadPath",
      "BadPriority",
      "DuplicateHeaders",
      "InvalidPushType",
      "MethodNotAllowed",
      "MissingDeviceToken",
      "PayloadEmpty",
      "PayloadTooLarge",
    ],
  },
  // the team, its key, its app
  {
    kind: "misconfigured",
    source,
    codes: [
      "BadCertificate",
      "BadCertificateEnvironment",
      "BadEnvironmentKeyIdInToken",
      "BadTopic",
      "ExpiredProviderToken",
      "Forbidden",
      "InvalidProviderToken",
      "MissingProviderToken",
      "MissingTopic",
      "TopicDisallowed",
      "UnrelatedKeyIdInToken",
    ],
  },
  // too fast, or down
  { kind: "throttled", source, codes: ["TooManyRequests", "TooManyProviderTokenUpdates"] },
  {
    kind: "unavailable",
    source,
    codes: ["IdleTimeout", "InternalServerError", "ServiceUnavailable", "Shutdown"],
  },
]);
