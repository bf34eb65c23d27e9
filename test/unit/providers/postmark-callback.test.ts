import { describe, expect, test } from "vitest";
import type { Callback } from "../../../lambdas/providers/callback.ts";
import { metadataOf } from "../../../lambdas/providers/postmark/metadata.ts";
import { findShapeFault, readCallback } from "../../../lambdas/providers/postmark/receipts.ts";
import { provider } from "../../../local/simulator/providers/postmark.ts";
import { callback, forgeries, reference } from "./callbacks.ts";

const webhookPassword = "a-password-of-24-letters";
const authorization = `Basic ${btoa(`herald:${webhookPassword}`)}`;
const providerMessageId = "883953f4-6105-42a2-a16a-77a8eac79483";
const at = "2020-02-01T10:53:34.416071Z";

function read(body: string, changes: Partial<Callback> = {}) {
  return readCallback(callback({ headers: { authorization }, body, ...changes }), {
    keys: { webhookPassword },
    publicUrl: undefined,
  });
}

const event = (RecordType: string, fields: object) =>
  JSON.stringify({
    RecordType,
    MessageID: providerMessageId,
    MessageStream: "outbound",
    Recipient: "ann@example.com",
    Email: "ann@example.com",
    Metadata: metadataOf(reference),
    ...fields,
  });
const bounce = (Type: string) => event("Bounce", { Type, BouncedAt: at });
const change = (fields: object) => event("SubscriptionChange", { ChangedAt: at, ...fields });

const nothing = { kind: "read", messages: [] };
const suppressFor = (reason: string) => ({ suppress: { address: "email", reason } });

describe("Postmark", () => {
  test.each([
    [event("Delivery", { DeliveredAt: at }), { result: "delivered" }],
    [bounce("HardBounce"), { result: "bounced", code: "HardBounce", ...suppressFor("bounced") }],
    [
      bounce("BadEmailAddress"),
      { result: "bounced", code: "BadEmailAddress", ...suppressFor("bounced") },
    ],
    [
      bounce("SpamComplaint"),
      { result: "complained", code: "SpamComplaint", ...suppressFor("complained") },
    ],
    [
      bounce("Unsubscribe"),
      { result: "unsubscribed", code: "Unsubscribe", ...suppressFor("refused") },
    ],
    [
      bounce("ManuallyDeactivated"),
      { result: "undelivered", code: "ManuallyDeactivated", ...suppressFor("refused") },
    ],
    [bounce("SoftBounce"), { result: "undelivered", code: "SoftBounce" }],
    [bounce("DnsError"), { result: "undelivered", code: "DnsError" }],
    [bounce("SpamNotification"), { result: "undelivered", code: "SpamNotification" }],
    [bounce("Blocked"), { result: "undelivered", code: "Blocked" }],
    [bounce("of a new type, ann@example.com"), { result: "undelivered" }],
    [
      event("SpamComplaint", { Type: "SpamComplaint", BouncedAt: at }),
      { result: "complained", code: "SpamComplaint", ...suppressFor("complained") },
    ],
    [
      change({ SuppressSending: true, SuppressionReason: "HardBounce" }),
      { result: "bounced", code: "HardBounce", ...suppressFor("bounced") },
    ],
    [
      change({ SuppressSending: true, SuppressionReason: "SpamComplaint" }),
      { result: "complained", code: "SpamComplaint", ...suppressFor("complained") },
    ],
    [
      change({ SuppressSending: true, SuppressionReason: "ManualSuppression" }),
      { result: "unsubscribed", code: "ManualSuppression", ...suppressFor("refused") },
    ],
    [
      change({ SuppressSending: true, SuppressionReason: null }),
      { result: "unsubscribed", ...suppressFor("refused") },
    ],
  ])("%s means %o, and nothing else is taken along", (body, expected) => {
    const receipt = { kind: "receipt", ...reference, provider: "postmark", providerMessageId };
    expect(read(body)).toEqual({
      kind: "read",
      messages: [{ ...receipt, at: new Date("2020-02-01T10:53:34.416Z"), ...expected }],
    });
  });

  test.each([
    bounce("Transient"),
    bounce("AutoResponder"),
    bounce("Subscribe"),
    bounce("AddressChange"),
    change({ SuppressSending: false, SuppressionReason: null }),
    change({ SuppressSending: true, SuppressionReason: "HardBounce", Metadata: {} }),
    change({ SuppressSending: true, MessageID: null, Metadata: null, Origin: "Customer" }),
    event("Open", { ReceivedAt: at }),
    event("Click", { ReceivedAt: at }),
    event("new", {}),
    event("Delivery", { DeliveredAt: at, Metadata: undefined }),
    event("Delivery", { DeliveredAt: at, Metadata: { user_id: 43 } }),
    event("Delivery", { DeliveredAt: "soon", Metadata: { user_id: 43 } }),
    event("Delivery", { DeliveredAt: at, Metadata: "none" }),
    event("Delivery", { DeliveredAt: at, Metadata: { ...metadataOf(reference), user: undefined } }),
  ])("%s says nothing of Herald's messages", (body) => {
    expect(read(body)).toEqual(nothing);
  });

  test.each([null, "", undefined])(
    "takes an event of the message %s by its delivery",
    (MessageID) => {
      const body = change({ SuppressSending: true, MessageID });
      expect(read(body)).toMatchObject({ messages: [{ ...reference, result: "unsubscribed" }] });
      expect(read(body)).not.toHaveProperty("messages[0].providerMessageId");
    },
  );

  test.each([
    event("Delivery", {}),
    event("Delivery", { DeliveredAt: "soon" }),
    event("Bounce", { BouncedAt: at }),
    event("SpamComplaint", {}),
    change({}),
  ])("counts what it should understand: %s", (body) => {
    expect(read(body)).toEqual({ ...nothing, skipped: 1 });
  });

  test("finds the delivery of a user whose id is as long as it may be", () => {
    const userId = "~a|@b:+=.".repeat(15).slice(0, 128);
    const Metadata = metadataOf({ ...reference, userId });
    expect(Object.values(Metadata).every((value) => value.length <= 80)).toBe(true);
    const body = event("Delivery", { DeliveredAt: at, Metadata });
    expect(read(body)).toMatchObject({ messages: [{ ...reference, userId }] });
  });

  test.each(["", "{}", "[]", "not json", '{"RecordType":1}'])("'%s' is malformed", (body) => {
    expect(read(body)).toEqual({ kind: "malformed" });
  });

  const delivered = event("Delivery", { DeliveredAt: at });

  test("is forged with another user or password, or none", () => {
    const others = [
      ...forgeries(authorization),
      `Basic ${btoa("herald:another-password-of-24-l")}`,
      `Basic ${btoa(`postmark:${webhookPassword}`)}`,
      `Basic ${btoa(webhookPassword)}`,
      `Bearer ${btoa(`herald:${webhookPassword}`)}`,
      webhookPassword,
      "",
    ];
    for (const other of others) {
      expect(read(delivered, { headers: { authorization: other } })).toEqual({ kind: "forged" });
    }
    expect(read(delivered, { headers: {} })).toEqual({ kind: "forged" });
  });

  test("cannot be believed while the settings hold no password", () => {
    const made = callback({ headers: { authorization }, body: delivered });
    expect(readCallback(made, { keys: {}, publicUrl: undefined })).toEqual({ kind: "no-key" });
    expect(readCallback(made, { keys: undefined, publicUrl: undefined })).toEqual({
      kind: "no-key",
    });
  });

  test.each([16, 128])("a password of %i characters has the form of one", (length) => {
    const longest = `Basic ${btoa(`herald:${"x".repeat(length)}`)}`;
    const made = callback({ headers: { authorization: longest }, body: delivered });
    expect(findShapeFault(made)).toBeUndefined();
  });

  test.each(["delivered", "bounced", "complained"] as const)(
    "what the simulator posts of mail that was %s is believed",
    (kind) => {
      const receipts = provider.receiptsOf?.({
        kind,
        message: { recipient: "ann@example.com", text: "Hi" },
        request: {
          params: {},
          query: {},
          headers: {},
          body: Buffer.from(
            JSON.stringify({
              From: "herald@example.com",
              To: "ann@example.com",
              Subject: "Hi",
              TextBody: "Hi",
              Metadata: metadataOf(reference),
            }),
          ),
        },
        providerMessageId,
        publicUrl: "https://notify.example.com/test",
        awsEndpoint: undefined,
      });
      const keys = { webhookPassword: provider.credentials?.["webhookPassword"] };
      const results = (receipts ?? []).map(({ headers, body }) => {
        const made = callback({ headers, body });
        expect(findShapeFault(made)).toBeUndefined();
        return readCallback(made, { keys, publicUrl: undefined });
      });
      expect(results.length).toBeGreaterThan(0);
      for (const result of results) {
        expect(result).toMatchObject({ messages: [{ ...reference, result: kind }] });
      }
    },
  );
});
