import type { ProviderRow } from "../provider-row.ts";
import { to } from "../provider-row.ts";

export const row = {
  address: "email",
  to: to.email,
  wrongCredentials: { apiKey: "SG.wrong" },
  badSettings: { apiKey: "SG.key\n", from: "nobody", baseUrl: "example.com" },
  oversizedText: "x".repeat(30 * 1024 * 1024),
  responseWithoutId: { status: 202, body: "" },
  rareResponses: [
    [400, '{"errors":[{"message":"m","field":"from.email"}]}', "misconfigured", "from.email"],
    [
      400,
      '{"errors":[{"message":"m","field":"attachments.0.type"}]}',
      "refused",
      "attachments.type",
    ],
    [400, '{"errors":[{"message":"m","field":"headers"}]}', "misconfigured", "headers"],
    [400, '{"errors":[{"message":"m","field":null}]}', "misconfigured", "http-400"],
    [403, '{"errors":[]}', "misconfigured", "http-403"],
  ],
  // Computed by SendGrid's own library, whose tests hold it; it is about mail that is not Herald's:
  // https://github.com/sendgrid/sendgrid-nodejs/blob/main/packages/eventwebhook/src/eventwebhook.spec.js
  callback: {
    keys: {
      webhookPublicKey:
        "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE83T4O/n84iotIvIW4mdBgQ/7dAfSmpqIM8kF9mN1flpVKS3GRqe62gw+2fNNRaINXvVpiglSI8eNEc6wEA3F+g==",
    },
    headers: {
      "x-twilio-email-event-webhook-signature":
        "MEUCIGHQVtGj+Y3LkG9fLcxf3qfI10QysgDWmMOVmxG0u6ZUAiEAyBiXDWzM+uOe5W0JuG+luQAbPIqHh89M15TluLtEZtM=",
      "x-twilio-email-event-webhook-timestamp": "1600112502",
    },
    body: `${JSON.stringify([
      {
        email: "hello@world.com",
        event: "dropped",
        reason: "Bounced Address",
        sg_event_id: "ZHJvcC0xMDk5NDkxOS1MUnpYbF9OSFN0T0doUTRrb2ZTbV9BLTA",
        sg_message_id: "LRzXl_NHStOGhQ4kofSm_A.filterdrecv-p3mdw1-756b745b58-kmzbl-18-5F5FC76C-9.0",
        "smtp-id": "<LRzXl_NHStOGhQ4kofSm_A@ismtpd0039p1iad1.sendgrid.net>",
        timestamp: 1600112492,
      },
    ])}\r\n`,
    says: [],
  },
} satisfies ProviderRow;
