import { createHmac, generateKeyPairSync, sign } from "node:crypto";
import webhooks from "twilio/lib/webhooks/webhooks.js";
import { describe, expect, test } from "vitest";
import type { Callback } from "../../../lambdas/providers/callback.ts";
import {
  challengeResponse,
  readMessengerCallback,
} from "../../../lambdas/providers/messenger/receipts.ts";
import { receiptsUrl } from "../../../lambdas/providers/receipts-url.ts";
import { readSendgridCallback } from "../../../lambdas/providers/sendgrid/receipts.ts";
import { readTwilioCallback } from "../../../lambdas/providers/twilio/receipts.ts";

const reference = {
  userId: "u|42@example.com",
  notificationId: "01KAS0000000000000000000XD",
  channel: "sms",
};
const receivedAt = new Date("2026-11-23T15:20:00Z");

function callback(changes: Partial<Callback>): Callback {
  return { ids: "", headers: {}, body: "", receivedAt, ...changes };
}

/** The same text with one letter changed, at each of some places. */
function forgeries(text: string): string[] {
  const places = [0, Math.floor(text.length / 2), text.length - 2];
  return places.map((place) => {
    const letter = text[place] === "A" ? "B" : "A";
    return text.slice(0, place) + letter + text.slice(place + 1);
  });
}

describe("Twilio", () => {
  const publicUrl = "https://notify.example.com/production";
  const authToken = "12345";
  const sid = `SM${"0".repeat(32)}`;

  function read(form: Record<string, string>, changes: Partial<Callback> = {}) {
    const url = receiptsUrl(publicUrl, "twilio", reference);
    const signature = webhooks.getExpectedTwilioSignature(authToken, url, form);
    const made = callback({
      ids: url.slice(url.lastIndexOf("/") + 1),
      headers: { "x-twilio-signature": signature },
      body: new URLSearchParams(form).toString(),
      ...changes,
    });
    return readTwilioCallback({ authToken }, publicUrl, made);
  }

  const delivered = { MessageSid: sid, MessageStatus: "delivered", To: "+48600100200" };

  test("agrees with the vector in Twilio's documentation", () => {
    // https://www.twilio.com/docs/usage/security#explore-the-algorithm-yourself
    const url = "https://example.com/myapp.php?foo=1&bar=2";
    const form = {
      CallSid: "CA1234567890ABCDE",
      Caller: "+14158675310",
      Digits: "1234",
      From: "+14158675310",
      To: "+18005551212",
    };
    const signature = "L/OH5YylLD5NRKLltdqwSvS0BnU=";
    expect(webhooks.validateRequest("12345", signature, url, form)).toBe(true);
  });

  test("says that a message was delivered, and to whom it was is not taken along", () => {
    expect(read(delivered)).toEqual({
      kind: "read",
      messages: [
        {
          kind: "receipt",
          ...reference,
          provider: "twilio",
          providerMessageId: sid,
          result: "delivered",
          at: receivedAt,
        },
      ],
    });
  });

  test.each([
    ["read", undefined, { result: "delivered" }],
    ["undelivered", "30003", { result: "undelivered", code: "30003" }],
    [
      "failed",
      "21610",
      {
        result: "undelivered",
        code: "21610",
        suppress: { address: "phoneNumber", reason: "refused" },
      },
    ],
    ["undelivered", "+48600100200", { result: "undelivered" }],
  ])("%s with %s", (MessageStatus, ErrorCode, expected) => {
    const reading = read({ ...delivered, MessageStatus, ...(ErrorCode && { ErrorCode }) });
    expect(reading).toMatchObject({ kind: "read", messages: [expected] });
    expect(JSON.stringify(reading)).not.toContain("+48600100200");
  });

  test.each(["queued", "sending", "sent", "no-such-status"])("%s decides nothing", (status) => {
    expect(read({ ...delivered, MessageStatus: status })).toEqual({ kind: "read", messages: [] });
  });

  test("is forged with any byte of signature, body or URL changed, or with none", () => {
    const body = new URLSearchParams(delivered).toString();
    const url = receiptsUrl(publicUrl, "twilio", reference);
    const signature = webhooks.getExpectedTwilioSignature(authToken, url, delivered);
    const ids = url.slice(url.lastIndexOf("/") + 1);
    const changes = [
      ...forgeries(signature).map((forged) => ({ headers: { "x-twilio-signature": forged } })),
      ...forgeries(body).map((forged) => ({ body: forged })),
      ...forgeries(ids).map((forged) => ({ ids: forged })),
      { headers: {} },
      { headers: { "x-twilio-signature": "" } },
    ];
    for (const change of changes) {
      expect(read(delivered, change)).toEqual({ kind: "forged" });
    }
  });

  test("is malformed where Twilio signed what Herald did not ask for", () => {
    const url = `${publicUrl}/v1/receipts/twilio/bm90LWlkcw`;
    const signature = webhooks.getExpectedTwilioSignature(authToken, url, delivered);
    const headers = { "x-twilio-signature": signature };
    expect(read(delivered, { ids: "bm90LWlkcw", headers })).toEqual({ kind: "malformed" });
    expect(read({ MessageStatus: "delivered" })).toEqual({ kind: "malformed" });
  });
});

describe("SendGrid", () => {
  // Computed by SendGrid's own library, whose tests hold it:
  // https://github.com/sendgrid/sendgrid-nodejs/blob/main/packages/eventwebhook/src/eventwebhook.spec.js
  const vector = {
    webhookPublicKey:
      "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE83T4O/n84iotIvIW4mdBgQ/7dAfSmpqIM8kF9mN1flpVKS3GRqe62gw+2fNNRaINXvVpiglSI8eNEc6wEA3F+g==",
    signature:
      "MEUCIGHQVtGj+Y3LkG9fLcxf3qfI10QysgDWmMOVmxG0u6ZUAiEAyBiXDWzM+uOe5W0JuG+luQAbPIqHh89M15TluLtEZtM=",
    timestamp: "1600112502",
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
  };

  function readVector(changes: Partial<typeof vector> = {}) {
    const { webhookPublicKey, signature, timestamp, body } = { ...vector, ...changes };
    const headers = {
      "x-twilio-email-event-webhook-signature": signature,
      "x-twilio-email-event-webhook-timestamp": timestamp,
    };
    return readSendgridCallback({ webhookPublicKey }, callback({ headers, body }));
  }

  test("is believed with the vector of its own library; mail that is not Herald's is left out", () => {
    expect(readVector()).toEqual({ kind: "read", messages: [] });
  });

  test("is forged with any byte of signature, time or body changed, or with none", () => {
    const changes = [
      ...forgeries(vector.signature).map((signature) => ({ signature })),
      ...forgeries(vector.timestamp).map((timestamp) => ({ timestamp })),
      ...forgeries(vector.body).map((body) => ({ body })),
      { signature: "" },
    ];
    for (const change of changes) {
      expect(readVector(change)).toEqual({ kind: "forged" });
    }
  });

  test.each(["", "bm90IGEga2V5"])("cannot be believed without a key: '%s'", (webhookPublicKey) => {
    expect(readVector({ webhookPublicKey })).toEqual({ kind: "no-key" });
  });

  const keys = generateKeyPairSync("ec", { namedCurve: "P-256" });

  function read(text: string) {
    const timestamp = "1600112502";
    const signature = sign("sha256", Buffer.from(timestamp + text), keys.privateKey);
    return readVector({
      webhookPublicKey: keys.publicKey.export({ format: "der", type: "spki" }).toString("base64"),
      signature: signature.toString("base64"),
      timestamp,
      body: text,
    });
  }

  const named = { ...reference, sg_message_id: "abc.filter1", timestamp: 1_600_112_492 };

  test.each([
    [{ event: "delivered" }, { result: "delivered" }],
    [
      { event: "bounce", type: "bounce", status: "5.1.1" },
      { result: "bounced", code: "5.1.1", suppress: { address: "email", reason: "bounced" } },
    ],
    [{ event: "bounce", type: "blocked", status: "4.7.1" }, { result: "undelivered" }],
    [{ event: "dropped", reason: "Invalid" }, { result: "undelivered" }],
    [
      { event: "dropped", reason: "Unsubscribed Address" },
      { result: "undelivered", suppress: { address: "email", reason: "refused" } },
    ],
    [
      { event: "spamreport" },
      { result: "complained", suppress: { address: "email", reason: "complained" } },
    ],
  ])("%o means %o", (event, expected) => {
    const reading = read(JSON.stringify([{ ...named, ...event, email: "ann@example.com" }]));
    expect(reading).toMatchObject({
      kind: "read",
      messages: [{ ...reference, at: new Date("2020-09-14T19:41:32Z"), ...expected }],
    });
    expect(JSON.stringify(reading)).not.toContain("ann@example.com");
  });

  test("tells events that decide nothing apart from those that do", () => {
    const events = ["processed", "open", "deferred", "delivered"];
    const reading = read(JSON.stringify(events.map((event) => ({ ...named, event }))));
    expect(reading).toMatchObject({ kind: "read", messages: [{ result: "delivered" }] });
  });

  test.each(["", "{}", "[1]", "not json"])(
    "is malformed where it holds no events: '%s'",
    (text) => {
      expect(read(text)).toEqual({ kind: "malformed" });
    },
  );
});

describe("Messenger", () => {
  const appSecret = "app-secret";

  function read(body: string, changes: Partial<Callback> = {}) {
    const signature = createHmac("sha256", appSecret).update(body).digest("hex");
    const headers = { "x-hub-signature-256": `sha256=${signature}` };
    return readMessengerCallback({ appSecret }, callback({ headers, body, ...changes }));
  }

  const page = (...messaging: object[]) =>
    JSON.stringify({ object: "page", entry: [{ messaging }] });
  const delivery = page({
    sender: { id: "1" },
    delivery: { mids: ["m_1", "m_2"], watermark: 1e12 },
  });

  test("names the messages that were delivered", () => {
    const receipt = { kind: "receipt-by-message-id", provider: "messenger", result: "delivered" };
    expect(read(delivery)).toEqual({
      kind: "read",
      messages: ["m_1", "m_2"].map((providerMessageId) => ({
        ...receipt,
        providerMessageId,
        at: new Date(1e12),
      })),
    });
  });

  test("tells by an echo whose delivery a message is", () => {
    const echo = { mid: "m_1", is_echo: true, metadata: JSON.stringify(reference), text: "Hi" };
    expect(read(page({ message: echo }))).toEqual({
      kind: "read",
      messages: [
        { kind: "message-id", ...reference, provider: "messenger", providerMessageId: "m_1" },
      ],
    });
  });

  test.each([
    page({ message: { mid: "m_1", text: "what the user wrote" } }),
    page({ message: { mid: "m_1", is_echo: true, metadata: "another application's" } }),
    page({ read: { watermark: 1e12 } }),
    page(),
  ])("has nothing to say in %s", (body) => {
    expect(read(body)).toEqual({ kind: "read", messages: [] });
  });

  test("is forged with any byte of signature or body changed, or with none", () => {
    const signature = createHmac("sha256", appSecret).update(delivery).digest("hex");
    const changes = [
      ...forgeries(signature).map((forged) => ({
        headers: { "x-hub-signature-256": `sha256=${forged}` },
      })),
      { headers: {} },
    ];
    for (const change of changes) {
      expect(read(delivery, change)).toEqual({ kind: "forged" });
    }
    const headers = { "x-hub-signature-256": `sha256=${signature}` };
    for (const body of forgeries(delivery)) {
      expect(read(body, { headers })).toEqual({ kind: "forged" });
    }
  });

  test("cannot be believed without the app's secret, and is malformed if it is no page's", () => {
    expect(readMessengerCallback({}, callback({ body: delivery }))).toEqual({ kind: "no-key" });
    expect(read("{}")).toEqual({ kind: "malformed" });
  });

  test("is answered with its challenge if it knows the token", () => {
    const query = { "hub.mode": "subscribe", "hub.verify_token": "t", "hub.challenge": "42" };
    expect(challengeResponse({ verifyToken: "t" }, query)).toBe("42");
    expect(challengeResponse({ verifyToken: "u" }, query)).toBeUndefined();
    expect(challengeResponse({}, query)).toBeUndefined();
    expect(challengeResponse({ verifyToken: "t" }, { ...query, "hub.mode": "" })).toBeUndefined();
  });
});
