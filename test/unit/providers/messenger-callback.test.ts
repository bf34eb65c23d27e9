import { createHmac } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { Callback } from "../../../lambdas/providers/callback.ts";
import { readCallback, verifyWebhook } from "../../../lambdas/providers/messenger/receipts.ts";
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
    page({ read: { watermark: 1e12 } }),
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

  test("is answered with its challenge if it knows the token", () => {
    const query = { "hub.mode": "subscribe", "hub.verify_token": "t", "hub.challenge": "42" };
    expect(verify({ verifyToken: "t" }, query)).toBe("42");
    expect(verify({ verifyToken: "u" }, query)).toBeUndefined();
    expect(verify({}, query)).toBeUndefined();
    expect(verify({ verifyToken: "t" }, { ...query, "hub.mode": "" })).toBeUndefined();
  });
});
