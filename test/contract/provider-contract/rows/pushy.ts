import type { ProviderRow } from "../provider-row.ts";
import { to } from "../provider-row.ts";

export const row: ProviderRow = {
  address: "pushToken",
  to: to.pushToken,
  wrongCredentials: { apiKey: "wrong" },
  badSettings: { apiKey: "", baseUrl: "https://api.pushy.me?api_key=x", timeoutMs: 60_000 },
  oversizedText: "x".repeat(4_097),
  responseWithoutId: { status: 200, body: '{"success":true,"info":{"failed":[]}}' },
  rareResponses: [
    [
      200,
      `{"success":true,"id":"1","info":{"failed":["${to.pushToken}"]}}`,
      "refused",
      "failed-token",
      "suppress",
    ],
    [200, '{"success":false,"id":"1"}', "unknown", "http-200"],
    [400, '{"code":"NO_APNS_AUTH","error":"m"}', "misconfigured", "NO_APNS_AUTH"],
    [500, '{"code":"CONSTRUCTOR","error":"m"}', "unavailable", "CONSTRUCTOR"],
    [400, '{"code":"constructor","error":"m"}', "misconfigured", "constructor"],
  ],
};
