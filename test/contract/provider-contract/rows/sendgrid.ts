import type { ProviderRow } from "../provider-row.ts";
import { to } from "../provider-row.ts";

export const row: ProviderRow = {
  address: "email",
  to: to.email,
  wrongCredentials: { apiKey: "SG.wrong" },
  badSettings: { apiKey: "SG.key\n", from: "nobody", baseUrl: "example.com" },
  oversizedText: "x".repeat(30 * 1024 * 1024),
  responseWithoutId: { status: 202, body: "" },
  rareResponses: [
    [400, '{"errors":[{"message":"m","field":"from.email"}]}', "misconfigured", "from.email"],
    [400, '{"errors":[{"message":"m","field":null}]}', "misconfigured", "http-400"],
    [403, '{"errors":[]}', "misconfigured", "http-403"],
  ],
};
