import { createHmac } from "node:crypto";
import { metadataOf } from "../../../../lambdas/providers/delivery-metadata.ts";
import type { ProviderRow, RareResponse } from "../provider-row.ts";
import { to } from "../provider-row.ts";

const reference = {
  userId: "u|42@example.com",
  notificationId: "01KAS0000000000000000000XD",
  channel: "chat",
};

/** Made up: Meta publishes no vector. */
const delivered = JSON.stringify({
  object: "whatsapp_business_account",
  entry: [
    {
      changes: [
        {
          field: "messages",
          value: {
            statuses: [
              {
                id: "wamid.1",
                status: "delivered",
                timestamp: "1750857384",
                biz_opaque_callback_data: metadataOf(reference),
              },
            ],
          },
        },
      ],
    },
  ],
});

/** An error, with a text that quotes the recipient. */
const error = (
  status: number,
  code: number,
  kind: RareResponse[2],
  details = `m ${to.whatsappId}`,
): RareResponse => [
  status,
  JSON.stringify({ error: { code, message: `(#${code})`, error_data: { details } } }),
  kind,
  String(code),
];

export const row: ProviderRow = {
  address: "whatsappId",
  to: to.whatsappId,
  wrongCredentials: { accessToken: "wrong" },
  badSettings: {
    accessToken: "",
    phoneNumberId: "+15550783881",
    apiVersion: "latest",
    send: "both",
    templateName: undefined,
    templateLanguage: "English",
    templateTakesText: "yes",
  },
  oversizedText: "x".repeat(32_769),
  responseWithoutId: { status: 200, body: '{"messaging_product":"whatsapp","messages":[]}' },
  rareResponses: [
    error(400, 131_026, "refused"),
    error(400, 131_021, "refused"),
    error(400, 131_050, "refused"),
    error(400, 131_047, "refused"),
    error(400, 131_049, "refused"),
    error(400, 130_472, "refused"),
    error(400, 132_005, "refused"),
    error(400, 132_018, "refused"),
    error(400, 100, "refused", "Param text['body'] must be at most 4096 characters long."),
    error(400, 100, "misconfigured", "Unsupported post request."),
    error(400, 100, "misconfigured", "Parameter Invalid"),
    error(400, 100, "refused", "Param text cannot have new-line/tab characters"),
    error(400, 131_009, "refused", "Param to must be a valid recipient"),
    error(400, 131_009, "misconfigured", "Parameter language is invalid"),
    error(404, 132_001, "misconfigured"),
    error(400, 132_015, "misconfigured"),
    error(400, 131_030, "misconfigured"),
    error(403, 131_031, "misconfigured"),
    error(400, 131_042, "misconfigured"),
    error(403, 200, "misconfigured"),
    error(403, 299, "misconfigured"),
    error(401, 0, "misconfigured"),
    error(400, 80_007, "throttled"),
    error(400, 131_048, "throttled"),
    error(400, 131_056, "throttled"),
    error(500, 131_016, "unavailable"),
    error(400, 131_057, "unavailable"),
    error(400, 1, "unknown"),
    error(400, 139_999, "misconfigured"),
    error(503, 139_999, "unavailable"),
  ],
  callback: {
    keys: { appSecret: "app-secret" },
    headers: {
      "x-hub-signature-256": `sha256=${createHmac("sha256", "app-secret").update(delivered).digest("hex")}`,
    },
    body: delivered,
    says: [{ kind: "receipt", ...reference, provider: "whatsapp", result: "delivered" }],
  },
};
