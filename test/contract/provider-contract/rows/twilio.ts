import webhooks from "twilio/lib/webhooks/webhooks.js";
import { callbackUrl } from "../../../../lambdas/providers/callback-url.ts";
import type { ProviderRow } from "../provider-row.ts";
import { to } from "../provider-row.ts";

const publicUrl = "https://notify.example.com/production";
const reference = {
  userId: "u|42@example.com",
  notificationId: "01KAS0000000000000000000XD",
  channel: "sms",
};
const statusUrl = callbackUrl(publicUrl, "twilio", reference);
const accountSid = `AC${"0".repeat(32)}`;
const delivered = {
  AccountSid: accountSid,
  MessageSid: `SM${"0".repeat(32)}`,
  MessageStatus: "delivered",
};

export const row: ProviderRow = {
  address: "phoneNumber",
  to: to.phoneNumber,
  wrongCredentials: { authToken: "wrong" },
  badSettings: { accountSid: "AC1", authToken: "two words", from: undefined },
  oversizedText: "x".repeat(1_601),
  responseWithoutId: { status: 201, body: '{"status":"queued"}' },
  rareResponses: [
    [201, '{"sid":"SM1","status":"failed","error_code":30005}', "refused", "30005"],
    [201, '{"sid":"SM1","status":"undelivered","error_code":39999}', "unavailable", "39999"],
    [201, '{"sid":"SM1","status":"failed","error_code":null}', "unavailable", "failed"],
    [
      400,
      `{"code":21610,"message":"${to.phoneNumber} unsubscribed"}`,
      "refused",
      "21610",
      "suppress",
    ],
    [400, '{"code":21606,"message":"not a valid sender"}', "misconfigured", "21606"],
    [400, `{"code":"${to.phoneNumber}"}`, "misconfigured", "http-400"],
    [429, '{"code":20429,"message":"Too Many Requests"}', "throttled", "20429"],
    [400, '{"code":21408,"message":"not enabled for the region"}', "misconfigured", "21408"],
    [400, '{"code":21635,"message":"cannot be a landline"}', "refused", "21635"],
    [201, "null", "unknown", "non-json-answer"],
  ],
  callback: {
    keys: { accountSid, authToken: "12345" },
    publicUrl,
    headers: {
      "x-twilio-signature": webhooks.getExpectedTwilioSignature("12345", statusUrl, delivered),
    },
    body: new URLSearchParams(delivered).toString(),
    ids: statusUrl.slice(statusUrl.lastIndexOf("/") + 1),
    says: [{ ...reference, result: "delivered" }],
  },
};
