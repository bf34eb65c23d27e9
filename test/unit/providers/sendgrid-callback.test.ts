import { generateKeyPairSync, sign } from "node:crypto";
import { describe, expect, test } from "vitest";
import { provider } from "../../../lambdas/providers/sendgrid/provider.ts";
import { readCallback } from "../../../lambdas/providers/sendgrid/receipts.ts";
import { row } from "../../contract/provider-contract/rows/sendgrid.ts";
import { callback, forgeries, reference } from "./callbacks.ts";

describe("SendGrid", () => {
  const { keys: known, headers: signed, body: signedBody } = row.callback;
  const vector = {
    webhookPublicKey: known.webhookPublicKey,
    signature: signed["x-twilio-email-event-webhook-signature"],
    timestamp: signed["x-twilio-email-event-webhook-timestamp"],
    body: signedBody,
  };

  function readVector(changes: Partial<typeof vector> = {}) {
    const { webhookPublicKey, signature, timestamp, body } = { ...vector, ...changes };
    const headers = {
      "x-twilio-email-event-webhook-signature": signature,
      "x-twilio-email-event-webhook-timestamp": timestamp,
    };
    return readCallback(callback({ headers, body }), {
      keys: { webhookPublicKey },
      publicUrl: undefined,
    });
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

  const bounced = { result: "bounced", suppress: { address: "email", reason: "bounced" } };
  const refused = { address: "email", reason: "refused" };
  const undelivered = { result: "undelivered" };
  const bounce = (fields: object) => ({ event: "bounce", type: "bounce", ...fields });

  test.each([
    [{ event: "delivered" }, { result: "delivered" }],
    [{ event: "delivered", status: "250 ok ann@example.com" }, { result: "delivered" }],
    [
      { event: "blocked", status: "5.7.1" },
      { ...undelivered, code: "5.7.1" },
    ],
    [{ event: "bounce" }, bounced],
    [bounce({ status: "5.1.1" }), { ...bounced, code: "5.1.1" }],
    [bounce({ bounce_classification: "Invalid Address" }), bounced],
    [bounce({ bounce_classification: "Mailbox Unavailable" }), bounced],
    [bounce({ type: "blocked", status: "5.7.1" }), { ...undelivered, code: "5.7.1" }],
    [bounce({ bounce_classification: "Content" }), undelivered],
    [bounce({ bounce_classification: "Reputation" }), undelivered],
    [bounce({ bounce_classification: "Frequency/Volume Too High" }), undelivered],
    [bounce({ bounce_classification: "Frequency or Volume Too High" }), undelivered],
    [bounce({ bounce_classification: "Technical" }), undelivered],
    [bounce({ bounce_classification: "Technical Failure" }), undelivered],
    [bounce({ bounce_classification: "No Content" }), bounced],
    [bounce({ bounce_classification: "Contents" }), bounced],
    [bounce({ status: "5.2.2" }), { ...undelivered, code: "5.2.2" }],
    [bounce({ status: "4.2.1" }), { ...undelivered, code: "4.2.1" }],
    [bounce({ status: "5.4.1" }), { ...bounced, code: "5.4.1" }],
    [bounce({ reason: "552 Mailbox full" }), undelivered],
    [bounce({ reason: "552 the mailbox is full now" }), undelivered],
    [bounce({ reason: "552 user is over quota" }), undelivered],
    [bounce({ reason: "552 overquota" }), undelivered],
    [bounce({ reason: "552 quota exceeded" }), undelivered],
    [bounce({ reason: "552 out of storage" }), undelivered],
    [bounce({ reason: "550 no such user" }), bounced],
    [
      { event: "dropped", reason: "Bounced Address" },
      { ...undelivered, suppress: { address: "email", reason: "bounced" } },
    ],
    [
      { event: "dropped", reason: "Invalid" },
      { ...undelivered, suppress: { address: "email", reason: "bounced" } },
    ],
    [
      { event: "dropped", reason: "Spam Reporting Address" },
      { ...undelivered, suppress: { address: "email", reason: "complained" } },
    ],
    [
      { event: "dropped", reason: " Unsubscribed Address " },
      { ...undelivered, suppress: refused },
    ],
    [{ event: "dropped", reason: "Recipient List over Package Quota" }, undelivered],
    [{ event: "dropped" }, undelivered],
    [
      { event: "spamreport" },
      { result: "complained", suppress: { address: "email", reason: "complained" } },
    ],
    [{ event: "unsubscribe" }, { result: "unsubscribed", suppress: refused }],
    [{ event: "group_unsubscribe" }, { result: "unsubscribed", suppress: refused }],
  ])("%o means %o, and nothing else is taken along", (event, expected) => {
    const reading = read(JSON.stringify([{ ...named, ...event, email: "ann@example.com" }]));
    const receipt = {
      kind: "receipt",
      ...reference,
      provider: "sendgrid",
      providerMessageId: "abc.filter1",
      at: new Date("2020-09-14T19:41:32Z"),
    };
    expect(reading).toEqual({ kind: "read", messages: [{ ...receipt, ...expected }] });
  });

  test("tells events that decide nothing apart from those that do", () => {
    const events = ["processed", "open", "deferred", "delivered"];
    const reading = read(JSON.stringify(events.map((event) => ({ ...named, event }))));
    expect(reading).toMatchObject({ kind: "read", messages: [{ result: "delivered" }] });
  });

  test("takes an event without a message's id, by the one in smtp-id where it has that, and counts odd ones", () => {
    const { sg_message_id: _, ...without } = named;
    const events = [
      { ...without, event: "delivered" },
      { ...without, event: "delivered", "smtp-id": "<abc_1@ismtpd0039p1iad1.sendgrid.net>" },
      { ...without, event: "delivered", "smtp-id": "abc-2@example.com" },
      { ...without, event: "delivered", "smtp-id": "by <abc-2@example.com>" },
      { ...without, event: "delivered", "smtp-id": "<@example.com>" },
      { ...without, event: "delivered", timestamp: "soon" },
      { ...without, event: "delivered", timestamp: -1 },
      { ...without, event: "delivered", timestamp: 1e11 + 1 },
      { ...without, event: "delivered", sg_message_id: "" },
      { ...without, event: "delivered", sg_message_id: "x".repeat(513) },
      { timestamp: "soon", event: "delivered" },
    ];
    const reading = read(JSON.stringify(events));
    const receipt = {
      kind: "receipt",
      ...reference,
      provider: "sendgrid",
      result: "delivered",
      at: new Date("2020-09-14T19:41:32Z"),
    };
    expect(reading).toEqual({
      kind: "read",
      messages: [
        receipt,
        { ...receipt, providerMessageId: "abc_1" },
        { ...receipt, providerMessageId: "abc-2" },
        receipt,
        receipt,
      ],
      skipped: 5,
    });
  });

  test.each(["", "{}", "[1]", "not json"])(
    "is malformed where it holds no events: '%s'",
    (text) => {
      expect(read(text)).toEqual({ kind: "malformed" });
    },
  );
});

test("a message's id is what it is called by before the suffix of one of SendGrid's servers", () => {
  const { messageIdOf } = provider.receipts ?? {};
  expect(messageIdOf?.("SM1.filter0.7")).toBe("SM1");
  expect(messageIdOf?.("SM1")).toBe("SM1");
});
