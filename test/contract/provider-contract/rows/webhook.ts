import type { ProviderRow } from "../provider-row.ts";
import { to } from "../provider-row.ts";

export const row: ProviderRow = {
  address: "webhookUrl",
  to: to.webhookUrl,
  wrongCredentials: { secret: `whsec_${Buffer.alloc(24, "wrong").toString("base64")}` },
  badSettings: {
    secret: `whsec_${btoa("too short")}`,
    allowedHosts: ["*"],
    url: "https://user@hooks.example.com",
    messageId: { pointer: "id" },
  },
  oversizedText: "x".repeat(20_001),
  responseWithoutId: { status: 200, body: '{"id":"elsewhere"}' },
  rareResponses: [
    [410, "", "refused", "http-410", "suppress"],
    [413, "", "refused", "http-413"],
    [401, "", "misconfigured", "http-401"],
    [404, "", "misconfigured", "http-404"],
    [422, '{"error":"no such user"}', "misconfigured", "http-422"],
    [307, "", "misconfigured", "http-307"],
    [521, "", "unavailable", "http-521"],
  ],
};
