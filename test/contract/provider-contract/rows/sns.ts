import type { ProviderRow } from "../provider-row.ts";
import { awsError, to } from "../provider-row.ts";

export const row: ProviderRow = {
  address: "phoneNumber",
  to: to.phoneNumber,
  badSettings: {
    senderId: "twelve-chars",
    maxPriceUsd: 0,
    region: "Frankfurt",
    baseUrl: "ftp://example.com",
  },
  oversizedText: "x".repeat(1_601),
  responseWithoutId: {
    status: 200,
    body: "<PublishResponse><PublishResult></PublishResult></PublishResponse>",
  },
  rareResponses: [
    [
      400,
      awsError("OptedOut", `${to.phoneNumber} is opted out`),
      "refused",
      "OptedOut",
      "suppress",
    ],
    [400, awsError("Throttling", "Rate exceeded"), "throttled", "Throttling"],
    [403, awsError("AuthorizationError", "no"), "misconfigured", "AuthorizationError"],
    [400, awsError("InvalidParameter", "SenderID"), "misconfigured", "InvalidParameter"],
  ],
};
