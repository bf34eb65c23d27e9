import { beforeEach, expect, test } from "vitest";
import type { ProviderMessage } from "../../../lambdas/core/provider.ts";
import { loadSendingProviders } from "../../../lambdas/providers/load-providers.ts";
import type { ProviderId } from "../../../lambdas/providers/registry.ts";
import { localProviderSettings } from "../../../local/simulator/settings.ts";
import { cannedProviders } from "../../support/canned-providers.ts";
import { attachmentOf } from "../../support/rich-mail.ts";

const server = await cannedProviders();
server.response = { status: 500 };

beforeEach(() => {
  server.requests.length = 0;
});

const message: ProviderMessage = {
  to: "to",
  text: "text",
  userId: "ż|".repeat(40),
  notificationId: "01J00000000000000000000000",
  channel: "mix",
};

/** The body that a provider sends for a message. */
async function bodyOf(
  id: ProviderId,
  fields: Partial<ProviderMessage> = {},
  settings: Readonly<Record<string, unknown>> = {},
  publicUrl?: string,
): Promise<string> {
  const [module] = await loadSendingProviders([id]);
  if (module === undefined) {
    throw new Error(`there is no provider ${id}`);
  }
  const local = localProviderSettings(server.url)[id];
  const parsed = module.settingsSchema.parse({ ...local, ...settings, baseUrl: server.url });
  await module
    .create(parsed, publicUrl)
    .send({ ...message, ...fields }, AbortSignal.timeout(2_000));
  return server.requests[0] ?? "";
}

const json = "application/json";
const form = "application/x-www-form-urlencoded";
const ofJson = { accept: json, "content-type": json };
const { notificationId } = message;
const delivery = { userId: "user-1", notificationId, channel: "mix" };

/** A message of each provider, with what its settings are, and the whole request for it. */
const requests: readonly [ProviderId, Readonly<Record<string, unknown>>, object, object][] = [
  [
    "messenger",
    { pageAccessToken: "a+b/c", apiVersion: "v23.0", messagingType: "RESPONSE" },
    { path: "/v23.0/me/messages?access_token=a%2Bb%2Fc", headers: ofJson },
    {
      recipient: { id: "to" },
      messaging_type: "RESPONSE",
      message: { text: "text", metadata: JSON.stringify(delivery) },
    },
  ],
  [
    "pushy",
    { apiKey: "a+b/c" },
    { path: "/push?api_key=a%2Bb%2Fc", headers: ofJson },
    {
      to: "to",
      data: { message: "text", title: "Order 1007", notificationId },
      notification: { title: "Order 1007", body: "text" },
    },
  ],
  [
    "sendgrid",
    { apiKey: "SG.key", from: "Acme <acme@example.com>" },
    { path: "/v3/mail/send", headers: { ...ofJson, authorization: "Bearer SG.key" } },
    {
      personalizations: [{ to: [{ email: "to" }] }],
      from: { email: "acme@example.com", name: "Acme" },
      subject: "Order 1007",
      content: [{ type: "text/plain", value: "text" }],
      custom_args: delivery,
    },
  ],
  [
    "ses",
    { from: "Acme, Inc. <acme@example.com>", configurationSet: "receipts" },
    {
      path: "/",
      headers: { "content-type": form, authorization: expect.stringContaining("/us-east-1/ses/") },
    },
    {
      Action: "SendEmail",
      Version: "2010-12-01",
      Source: '"Acme, Inc." <acme@example.com>',
      "Destination.ToAddresses.member.1": "to",
      "Message.Subject.Data": "Order 1007",
      "Message.Subject.Charset": "UTF-8",
      "Message.Body.Text.Data": "text",
      "Message.Body.Text.Charset": "UTF-8",
      ConfigurationSetName: "receipts",
      "Tags.member.1.Name": "notificationId",
      "Tags.member.1.Value": notificationId,
      "Tags.member.2.Name": "channel",
      "Tags.member.2.Value": "mix",
      "Tags.member.3.Name": "userId",
      "Tags.member.3.Value": Buffer.from("user-1").toString("base64url"),
    },
  ],
  [
    "sms-voice",
    {
      originationIdentity: "+15005550006",
      configurationSet: "receipts",
      messageType: "PROMOTIONAL",
      maxPriceUsd: 0.5,
      protectConfigurationId: "protect-1",
      region: "eu-west-1",
    },
    {
      path: "/",
      headers: {
        "content-type": "application/x-amz-json-1.0",
        "x-amz-target": "PinpointSMSVoiceV2.SendTextMessage",
        authorization: expect.stringContaining("/eu-west-1/sms-voice/"),
      },
    },
    {
      DestinationPhoneNumber: "to",
      MessageBody: "text",
      OriginationIdentity: "+15005550006",
      ConfigurationSetName: "receipts",
      MessageType: "PROMOTIONAL",
      MaxPrice: "0.50000",
      ProtectConfigurationId: "protect-1",
      Context: { ...delivery, userId: Buffer.from("user-1").toString("base64url") },
    },
  ],
  [
    "sns",
    { senderId: "Acme", maxPriceUsd: 0.5, region: "eu-west-1" },
    {
      path: "/",
      headers: { "content-type": form, authorization: expect.stringContaining("/eu-west-1/sns/") },
    },
    {
      Action: "Publish",
      Version: "2010-03-31",
      PhoneNumber: "to",
      Message: "text",
      "MessageAttributes.entry.1.Name": "AWS.SNS.SMS.SMSType",
      "MessageAttributes.entry.1.Value.DataType": "String",
      "MessageAttributes.entry.1.Value.StringValue": "Transactional",
      "MessageAttributes.entry.2.Name": "AWS.SNS.SMS.MaxPrice",
      "MessageAttributes.entry.2.Value.DataType": "Number",
      "MessageAttributes.entry.2.Value.StringValue": "0.5",
      "MessageAttributes.entry.3.Name": "AWS.SNS.SMS.SenderID",
      "MessageAttributes.entry.3.Value.DataType": "String",
      "MessageAttributes.entry.3.Value.StringValue": "Acme",
    },
  ],
  [
    "twilio",
    { accountSid: `AC${"1".repeat(32)}`, authToken: "token", from: "+15005550006" },
    {
      path: `/2010-04-01/Accounts/AC${"1".repeat(32)}/Messages.json`,
      headers: {
        accept: json,
        "content-type": form,
        authorization: `Basic ${btoa(`AC${"1".repeat(32)}:token`)}`,
      },
    },
    { To: "to", Body: "text", From: "+15005550006" },
  ],
];

test.each(requests)("%s is asked by one whole request", async (id, settings, head, body) => {
  const sent = await bodyOf(id, { ...delivery, subject: "Order 1007" }, settings);
  expect(server.head).toMatchObject({ method: "POST", ...head });
  const isJson = /json/.test(server.head?.headers["content-type"] ?? "");
  expect(isJson ? JSON.parse(sent) : Object.fromEntries(new URLSearchParams(sent))).toEqual(body);
  expect(server.requests).toHaveLength(1);
});

const rich: Partial<ProviderMessage> = {
  subject: "Order 1007",
  html: '<img src="cid:logo">',
  replyTo: "help@example.com",
  headers: { "X-Order": "1007", "X-Words": "żółw" },
  unsubscribeUrl: "https://example.com/u/1",
  attachments: [
    attachmentOf("żółw.txt", Buffer.from("abc"), { contentType: "text/plain; charset=utf-8" }),
    attachmentOf("logo.png", Buffer.from([0xff]), { contentType: "image/png", inline: "logo" }),
  ],
};

const richHeaders = {
  "X-Order": "1007",
  "X-Words": `=?UTF-8?B?${Buffer.from("żółw").toString("base64")}?=`,
  "List-Unsubscribe": "<https://example.com/u/1>",
  "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
};

test.each<[ProviderId, object]>([
  [
    "sendgrid",
    {
      personalizations: [{ to: [{ email: "to" }] }],
      from: { email: "acme@example.com", name: "Acme" },
      reply_to: { email: "help@example.com" },
      subject: "Order 1007",
      content: [
        { type: "text/plain", value: "text" },
        { type: "text/html", value: '<img src="cid:logo">' },
      ],
      headers: richHeaders,
      attachments: [
        { filename: "żółw.txt", type: "text/plain", content: "YWJj", disposition: "attachment" },
        {
          filename: "logo.png",
          type: "image/png",
          content: "/w==",
          disposition: "inline",
          content_id: "logo",
        },
      ],
      custom_args: delivery,
    },
  ],
  [
    "postmark",
    {
      From: '"Acme" <acme@example.com>',
      To: "to",
      ReplyTo: "help@example.com",
      Subject: "Order 1007",
      TextBody: "text",
      HtmlBody: '<img src="cid:logo">',
      Headers: Object.entries(richHeaders).map(([Name, Value]) => ({ Name, Value })),
      Attachments: [
        { Name: "żółw.txt", Content: "YWJj", ContentType: "text/plain; charset=utf-8" },
        { Name: "logo.png", Content: "/w==", ContentType: "image/png", ContentID: "cid:logo" },
      ],
      MessageStream: "outbound",
      Metadata: { notification: notificationId, channel: "mix", user: "user-1" },
    },
  ],
])("%s is asked for a mail with all that it carries", async (id, body) => {
  const from = "Acme <acme@example.com>";
  expect(JSON.parse(await bodyOf(id, { ...delivery, ...rich }, { from }))).toEqual(body);
});

test("ses is given a mail whole, and its tags beside it", async () => {
  const settings = { from: "Acme <acme@example.com>", configurationSet: "receipts" };
  const fields = { ...delivery, ...rich, to: "ann@example.com" };
  const sent = new URLSearchParams(await bodyOf("ses", fields, settings));
  const { "RawMessage.Data": data = "", ...rest } = Object.fromEntries(sent);
  expect(rest).toEqual({
    Action: "SendRawEmail",
    Version: "2010-12-01",
    Source: "Acme <acme@example.com>",
    "Destinations.member.1": "ann@example.com",
    ConfigurationSetName: "receipts",
    "Tags.member.1.Name": "notificationId",
    "Tags.member.1.Value": notificationId,
    "Tags.member.2.Name": "channel",
    "Tags.member.2.Value": "mix",
    "Tags.member.3.Name": "userId",
    "Tags.member.3.Value": Buffer.from("user-1").toString("base64url"),
  });
  const mail = Buffer.from(data, "base64").toString("latin1");
  expect(mail).toMatch(/^From: Acme <acme@example\.com>\r\nTo: ann@example\.com\r\n/);
  expect(mail).not.toContain("user-1");
});

const inAnHour = () => new Date(Date.now() + 3_600_500);

test("twilio: the validity period is what is left of the message's time", async () => {
  const form = new URLSearchParams(await bodyOf("twilio", { expiresAt: inAnHour() }));
  expect(Number(form.get("ValidityPeriod"))).toBeGreaterThan(3_590);
  expect(Number(form.get("ValidityPeriod"))).toBeLessThanOrEqual(3_600);
});

test.each([
  [new Date(0), "1"],
  [new Date("2999-01-01"), "36000"],
  [undefined, null],
])("twilio: a message that expires at %s has the validity period %s", async (expiresAt, period) => {
  const form = new URLSearchParams(await bodyOf("twilio", expiresAt && { expiresAt }));
  expect(form.get("ValidityPeriod")).toBe(period);
});

test("twilio: a messaging service takes the sender's place", async () => {
  const messagingServiceSid = `MG${"0".repeat(32)}`;
  const settings = { from: undefined, messagingServiceSid };
  const form = new URLSearchParams(await bodyOf("twilio", {}, settings));
  expect(Object.fromEntries(form)).toEqual({
    To: "to",
    Body: "text",
    MessagingServiceSid: messagingServiceSid,
  });
});

test("twilio: the callback's URL holds the delivery's ids, and nothing to escape", async () => {
  const form = new URLSearchParams(await bodyOf("twilio", {}, {}, "https://example.com/test"));
  const url = form.get("StatusCallback") ?? "";
  expect(url).toMatch(/^https:\/\/example\.com\/test\/v1\/receipts\/twilio\/[\w-]+#rc=5&rp=all$/);
  const [end = ""] = url.slice(url.lastIndexOf("/") + 1).split("#");
  const ids = Buffer.from(end, "base64url").toString();
  const { userId, notificationId, channel } = message;
  expect(JSON.parse(ids)).toEqual([userId, notificationId, channel]);
});

test("messenger: the metadata name the delivery", async () => {
  const body = JSON.parse(await bodyOf("messenger"));
  const { userId, notificationId, channel } = message;
  expect(JSON.parse(body.message.metadata)).toEqual({ userId, notificationId, channel });
});

test("pushy: the time to live is what is left of the message's time", async () => {
  const body = JSON.parse(await bodyOf("pushy", { expiresAt: inAnHour(), subject: "s" }));
  expect(body).toMatchObject({
    to: "to",
    data: { message: "text", title: "s" },
    notification: { title: "s", body: "text" },
  });
  expect(body.time_to_live).toBeGreaterThan(3_590);
  expect(body.time_to_live).toBeLessThanOrEqual(3_600);
});

test("pushy: a push has what it says beyond the text, beside what Herald gives the app", async () => {
  const push = {
    title: "Shipped",
    badge: 0,
    sound: "chime.caf",
    data: { order: "1007", message: "theirs" },
    collapseKey: "order-1007",
    ttlSeconds: 3_600,
    priority: "high",
  } as const;
  expect(JSON.parse(await bodyOf("pushy", { subject: "Order 1007", push }))).toEqual({
    to: "to",
    data: { order: "1007", message: "text", title: "Shipped", notificationId },
    notification: { title: "Shipped", body: "text", badge: 0, sound: "chime.caf" },
    time_to_live: 3_600,
    collapse_key: "order-1007",
  });
});

test.each([
  [{ ttlSeconds: 60 }, inAnHour(), 60],
  [{ ttlSeconds: 0 }, undefined, 1],
  [{ ttlSeconds: 0 }, inAnHour(), 1],
  [{ ttlSeconds: 60 }, new Date(0), 1],
  [{ ttlSeconds: 99_999_999 }, undefined, 31_536_000],
  [{}, undefined, undefined],
])("pushy: a push of %j that expires at %s lives for %s s", async (push, expiresAt, seconds) => {
  const body = JSON.parse(await bodyOf("pushy", { push, ...(expiresAt && { expiresAt }) }));
  expect(body.time_to_live).toBe(seconds);
});

test("pushy: a collapse key of more than 32 characters goes by its hash", async () => {
  const keyOf = async (collapseKey: string) => {
    server.requests.length = 0;
    return JSON.parse(await bodyOf("pushy", { push: { collapseKey } })).collapse_key;
  };
  expect(await keyOf("k".repeat(32))).toBe("k".repeat(32));
  const hashed = await keyOf("k".repeat(33));
  expect(hashed).toMatch(/^[\w-]{32}$/);
  expect(await keyOf("k".repeat(33))).toBe(hashed);
  expect(await keyOf("k".repeat(34))).not.toBe(hashed);
});

test("ses: the tags name the delivery, in characters that tags allow", async () => {
  const form = new URLSearchParams(await bodyOf("ses", {}, { configurationSet: "receipts" }));
  const tags: Record<string, string> = {};
  for (const n of [1, 2, 3]) {
    tags[form.get(`Tags.member.${n}.Name`) ?? ""] = form.get(`Tags.member.${n}.Value`) ?? "";
  }
  expect(tags).toMatchObject({ notificationId: message.notificationId, channel: "mix" });
  expect(tags["userId"]).toMatch(/^[A-Za-z0-9_-]{1,256}$/);
  expect(Buffer.from(tags["userId"] ?? "", "base64url").toString("utf8")).toBe(message.userId);
  expect(form.get("ConfigurationSetName")).toBe("receipts");
});

test.each(["ses", "sendgrid"] as const)("%s: a message without a subject gets one", async (id) => {
  const defaultSubject = "From the shop";
  expect(
    decodeURIComponent(await bodyOf(id, {}, { defaultSubject })).replaceAll("+", " "),
  ).toContain(defaultSubject);
});

test("sendgrid: the custom arguments name the delivery", async () => {
  const { userId, notificationId, channel } = message;
  expect(JSON.parse(await bodyOf("sendgrid"))).toMatchObject({
    custom_args: { userId, notificationId, channel },
  });
});

test.each([
  [{}, "2"],
  [{ maxPriceUsd: 0.45 }, "0.45"],
])("sns: a message with the settings %j costs %s dollars at most", async (settings, price) => {
  const form = new URLSearchParams(await bodyOf("sns", {}, settings));
  const [name] = [...form].find(([, value]) => value === "AWS.SNS.SMS.MaxPrice") ?? [];
  const entry = name?.replace(/\.Name$/, "");
  expect(form.get(`${entry}.Value.DataType`)).toBe("Number");
  expect(form.get(`${entry}.Value.StringValue`)).toBe(price);
});

test.each([
  [new Date(0), 5],
  [new Date("2999-01-01"), 259_200],
  [undefined, undefined],
])("sms-voice: a message that expires at %s lives for %s seconds", async (expiresAt, seconds) => {
  const body = JSON.parse(await bodyOf("sms-voice", expiresAt && { expiresAt }));
  expect(body.TimeToLive).toBe(seconds);
});

test("sms-voice: the time to live is what is left of the message's time", async () => {
  const { TimeToLive } = JSON.parse(await bodyOf("sms-voice", { expiresAt: inAnHour() }));
  expect(TimeToLive).toBeGreaterThan(3_590);
  expect(TimeToLive).toBeLessThanOrEqual(3_600);
});

test.each([
  [0.00001, "0.00001"],
  [99, "99.00000"],
])("sms-voice: a price of %s dollars is %s in AWS's form", async (maxPriceUsd, price) => {
  expect(JSON.parse(await bodyOf("sms-voice", {}, { maxPriceUsd })).MaxPrice).toBe(price);
});

test("sms-voice: the context names the delivery, in characters that it allows", async () => {
  const { Context } = JSON.parse(await bodyOf("sms-voice"));
  expect(Context).toMatchObject({ notificationId: message.notificationId, channel: "mix" });
  expect(Buffer.from(Context.userId, "base64url").toString("utf8")).toBe(message.userId);
  for (const [key, value] of Object.entries(Context)) {
    expect(key).toMatch(/^\S{1,100}$/);
    expect(value).toMatch(/^\S{1,800}$/);
  }
});

test("sns: messages are transactional and carry the sender's id", async () => {
  const form = decodeURIComponent(await bodyOf("sns", {}, { senderId: "Herald" }));
  expect(form).toContain("AWS.SNS.SMS.SMSType");
  expect(form).toContain("Transactional");
  expect(form).toContain("AWS.SNS.SMS.SenderID");
  expect(form).toContain("Herald");
});
