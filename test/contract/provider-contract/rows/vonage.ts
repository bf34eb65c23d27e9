import { callbackUrl } from "../../../../lambdas/providers/callback-url.ts";
import type { ProviderRow } from "../provider-row.ts";
import { to } from "../provider-row.ts";

const reference = {
  userId: "u|42@example.com",
  notificationId: "01KAS0000000000000000000XD",
  channel: "sms",
};
const statusUrl = callbackUrl("https://notify.example.com/production", "vonage", reference);

const problem = (end: string, fields: object = {}) =>
  JSON.stringify({ type: `https://developer.vonage.com/api-errors${end}`, ...fields });
const invalid = (...names: string[]) => ({ invalid_parameters: names.map((name) => ({ name })) });

export const row: ProviderRow = {
  address: "phoneNumber",
  to: to.phoneNumber,
  wrongCredentials: { applicationId: "00000000-0000-4000-8000-000000000000" },
  badSettings: {
    applicationId: "abcd1234",
    privateKey: "-----BEGIN PRIVATE KEY-----",
    signatureSecret: "two words",
    from: "",
    baseUrl: "example.com",
  },
  oversizedText: "x".repeat(1_001),
  responseWithoutId: {
    status: 202,
    body: '{"workflow_id":"3TcNjguHxr2vcCZ9Ddsnq6tw8yQUpZ9rMHv9"}',
  },
  rareResponses: [
    [422, problem("/messages#1150", invalid("to")), "refused", "1150"],
    [422, problem("/messages#1150", invalid("to", "text")), "refused", "1150"],
    [422, problem("/messages#1150", invalid("to", "from")), "misconfigured", "1150"],
    [422, problem("/messages#1150", invalid()), "misconfigured", "1150"],
    [422, problem("/messages#1020", { title: "Invalid params" }), "misconfigured", "1020"],
    [422, problem("/messages#1430", { title: "Invalid recipient" }), "refused", "1430"],
    [422, problem("/messages#rejected", { title: 1050 }), "refused", "1050"],
    [422, problem("", { title: "1090" }), "refused", "1090"],
    [422, problem("/messages#1240"), "refused", "1240", "suppress"],
    [422, problem("/messages#1190"), "refused", "1190", "suppress"],
    [422, problem("/messages#1120"), "misconfigured", "1120"],
    [422, problem("/messages#1160"), "misconfigured", "1160"],
    [422, problem("/messages#1999"), "misconfigured", "1999"],
    [422, problem(`#${to.phoneNumber.slice(1)}`), "misconfigured", "http-422"],
    [422, problem("/messages#1000"), "throttled", "1000"],
    [422, problem("/messages#1100"), "unavailable", "1100"],
    [402, problem("#low-balance"), "misconfigured", "low-balance"],
    [401, problem("#unauthorized"), "misconfigured", "unauthorized"],
    [403, problem("#account-suspended"), "misconfigured", "account-suspended"],
    [429, problem("#throttled"), "throttled", "throttled"],
    [429, "{}", "throttled", "http-429"],
    [500, problem("/messages#1030"), "unavailable", "1030"],
  ],
  // Signed by jsonwebtoken 9.0.2 and verified by @vonage/jwt 1.14.0, Vonage's own library; the claims are
  // those of https://developer.vonage.com/en/getting-started/concepts/webhooks#decoding-signed-webhooks
  callback: {
    keys: { signatureSecret: "vonage-signature-secret-of-44-characters-0001" },
    headers: {
      authorization: `Bearer ${[
        "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9",
        "eyJpYXQiOjE3OTU0NDcyMDAsImp0aSI6ImM1YmE4ZjI0LTFhMTQtNGMxMC1iZmRmLTNmYmU4Y2U1MTFiNSIsImlzcyI6IlZvbmFnZSIsInBheWxvYWRfaGFzaCI6IjNlZDQwYjQzYTI4ODJjM2Y3NjhiMjRmMTlkNmFmNTBlNmViYTk2YmZhMTMwY2Y0M2VlODkzZjc1NGU2Yjk1NDciLCJhcGlfa2V5IjoiYTFiMmMzZDQiLCJhcHBsaWNhdGlvbl9pZCI6ImFhYWFhYWFhLWJiYmItNGNjYy04ZGRkLTAxMjM0NTY3ODlhYiJ9",
        "Zi70Uf8JOJgyayzcLFy1iog6s6JvZda7WT1IOfzMMLo",
      ].join(".")}`,
    },
    body: JSON.stringify({
      message_uuid: "aaaaaaaa-bbbb-4ccc-8ddd-0123456789ab",
      to: "447700900000",
      from: "447700900001",
      timestamp: "2026-11-23T15:19:58Z",
      status: "rejected",
      error: {
        type: "https://developer.vonage.com/api-errors/messages#1240",
        title: "1240",
        detail: "Illegal Number",
        instance: "bf0ca0bf927b3b52e3cb03217e1a1ddf",
      },
      client_ref: "lzyE_0V3WVxTtAG3YUFy75PM7w5WcprDMA9e04MsMVA",
      channel: "sms",
      sms: { count_total: "2" },
    }),
    ids: statusUrl.slice(statusUrl.lastIndexOf("/") + 1),
    says: [
      {
        ...reference,
        providerMessageId: "aaaaaaaa-bbbb-4ccc-8ddd-0123456789ab",
        result: "undelivered",
        code: "1240",
        at: new Date("2026-11-23T15:19:58Z"),
        suppress: { address: "phoneNumber", reason: "refused" },
      },
    ],
  },
};
