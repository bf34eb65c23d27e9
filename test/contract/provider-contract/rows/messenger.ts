import { createHmac } from "node:crypto";
import type { ProviderRow } from "../provider-row.ts";
import { to } from "../provider-row.ts";

/** Made up: Meta publishes no vector. */
const delivered = JSON.stringify({
  object: "page",
  entry: [{ messaging: [{ delivery: { mids: ["m_1"], watermark: 1e12 } }] }],
});

export const row: ProviderRow = {
  address: "messengerId",
  to: to.messengerId,
  wrongCredentials: { pageAccessToken: "wrong" },
  badSettings: { pageAccessToken: "", apiVersion: "latest", messagingType: "MESSAGE_TAG" },
  oversizedText: "x".repeat(2_001),
  responseWithoutId: { status: 200, body: `{"recipient_id":"${to.messengerId}"}` },
  rareResponses: [
    [400, '{"error":{"code":10,"error_subcode":2018278}}', "refused", "10-2018278"],
    [400, '{"error":{"code":551,"message":"m"}}', "refused", "551"],
    [400, '{"error":{"code":100,"message":"(#100) tag"}}', "misconfigured", "100"],
    [500, '{"error":{"code":1200}}', "unavailable", "1200"],
  ],
  callback: {
    keys: { appSecret: "app-secret" },
    headers: {
      "x-hub-signature-256": `sha256=${createHmac("sha256", "app-secret").update(delivered).digest("hex")}`,
    },
    body: delivered,
    says: [{ kind: "receipt-by-message-id", providerMessageId: "m_1", result: "delivered" }],
  },
};
