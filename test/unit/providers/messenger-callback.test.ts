import { createHmac } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { Callback } from "../../../lambdas/providers/callback.ts";
import {
  findShapeFault,
  isVerification,
  readCallback,
  verifyWebhook,
} from "../../../lambdas/providers/messenger/receipts.ts";
import { callback, forgeries, receivedAt, reference } from "./callbacks.ts";

describe("Messenger", () => {
  const appSecret = "app-secret";

  function verify(keys: { verifyToken?: string }, query: Record<string, string>) {
    return verifyWebhook(query, { keys, publicUrl: undefined });
  }

  function read(body: string, changes: Partial<Callback> = {}) {
    const signature = createHmac("sha256", appSecret).update(body).digest("hex");
    const headers = { "x-hub-signature-256": `sha256=${signature}` };
    return readCallback(callback({ headers, body, ...changes }), {
      keys: { appSecret },
      publicUrl: undefined,
    });
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
    page({ message: { mid: "m_1", is_echo: false, metadata: JSON.stringify(reference) } }),
    page({ message: { is_echo: true, metadata: JSON.stringify(reference) } }),
    page({ message: { mid: "m_1", is_echo: true, metadata: null } }),
    page({ message: { mid: "m_1", is_echo: true } }),
    page({ read: { watermark: 1e12 } }),
    page({ delivery: { watermark: 1e12 } }),
    page({ delivery: { mids: null, watermark: 1e12 } }),
    page({ delivery: { mids: [null], watermark: 1e12 } }),
    page({ message: null, delivery: null }),
    JSON.stringify({ object: "page", entry: [{}, { messaging: null }] }),
    page(),
  ])("has nothing to say in %s", (body) => {
    expect(read(body)).toEqual({ kind: "read", messages: [] });
  });

  test("takes its own events where one beside them is odd, which is counted", () => {
    const own = { delivery: { mids: ["m_1"], watermark: 1e12 } };
    const odd = { message: { mid: 7, is_echo: true } };
    expect(read(page({ message: { mid: null } }, own, odd))).toMatchObject({
      kind: "read",
      messages: [{ providerMessageId: "m_1" }],
      skipped: 1,
    });
    expect(read(page({ delivery: { mids: ["m_1"] } }))).toMatchObject({
      messages: [{ providerMessageId: "m_1", at: receivedAt }],
    });
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
    expect(readCallback(callback({ body: delivery }), { keys: {}, publicUrl: undefined })).toEqual({
      kind: "no-key",
    });
    expect(read("{}")).toEqual({ kind: "malformed" });
  });

  test("is malformed if it is another object's", () => {
    expect(read(delivery.replace('"page"', '"instagram"'))).toEqual({ kind: "malformed" });
  });

  test.each([
    { delivery: { mids: [""], watermark: 1e12 } },
    { delivery: { mids: ["x".repeat(513)], watermark: 1e12 } },
    { delivery: { mids: ["m_1"], watermark: -1 } },
    { delivery: { mids: ["m_1"], watermark: 1e14 + 1 } },
  ])("counts %j as odd", (event) => {
    expect(read(page(event))).toEqual({ kind: "read", messages: [], skipped: 1 });
  });

  test("has the form of a callback with a signature before a JSON object", () => {
    const faultOf = (signature: string, body = " {}") =>
      findShapeFault(callback({ headers: { "x-hub-signature-256": signature }, body }));
    const signature = `sha256=${"0a".repeat(32)}`;
    expect(faultOf(signature)).toBeUndefined();
    const others = [`x${signature}`, `${signature}0`, signature.slice(0, -1), signature.slice(7)];
    expect(others.map((other) => faultOf(other))).toEqual(others.map(() => "forged"));
    expect(findShapeFault(callback({ body: "{}" }))).toBe("forged");
    expect(["[]", "x{}", ""].map((body) => faultOf(signature, body))).toEqual(
      Array(3).fill("malformed"),
    );
  });

  test.each([
    [{}, true],
    [{ "hub.challenge": "x".repeat(64) }, true],
    [{ "hub.challenge": "x".repeat(65) }, false],
    [{ "hub.challenge": "<b>" }, false],
    [{ "hub.challenge": "<b>x" }, false],
    [{ "hub.challenge": undefined }, false],
    [{ "hub.mode": "unsubscribe" }, false],
    [{ "hub.mode": undefined }, false],
    [{ "hub.verify_token": "" }, false],
    [{ "hub.verify_token": undefined }, false],
  ])("may be verified by a query with %j: %j", (change, expected) => {
    const query = { "hub.mode": "subscribe", "hub.verify_token": "t", "hub.challenge": "1-a_B" };
    expect(isVerification({ ...query, ...change })).toBe(expected);
  });

  test("is answered with its challenge if it knows the token", () => {
    const query = { "hub.mode": "subscribe", "hub.verify_token": "t", "hub.challenge": "42" };
    expect(verify({ verifyToken: "t" }, query)).toBe("42");
    expect(verify({ verifyToken: "u" }, query)).toBeUndefined();
    expect(verify({}, query)).toBeUndefined();
    expect(verify({ verifyToken: "t" }, { ...query, "hub.mode": "" })).toBeUndefined();
  });
});
