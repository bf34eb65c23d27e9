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

  test("takes an event without a message's id, by the one in smtp-id where it has that", () => {
    const { sg_message_id: _, ...without } = named;
    const events = [
      { ...without, event: "delivered" },
      { ...without, event: "delivered", "smtp-id": "<abc_1@ismtpd0039p1iad1.sendgrid.net>" },
      { ...without, event: "delivered", timestamp: "soon" },
    ];
    const reading = read(JSON.stringify(events));
    expect(reading).toMatchObject({
      kind: "read",
      messages: [{ result: "delivered" }, { providerMessageId: "abc_1" }],
      skipped: 1,
    });
    expect(reading).not.toHaveProperty("messages.0.providerMessageId");
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
