import { createHash } from "node:crypto";
import { Webhook } from "standardwebhooks";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { ProviderMessage } from "../../../lambdas/core/provider.ts";
import { create } from "../../../lambdas/providers/webhook/send.ts";
import { settingsSchema } from "../../../lambdas/providers/webhook/settings.ts";
import { stageVariable } from "../../../lambdas/runtime/environment.ts";
import { cannedProviders } from "../../support/canned-providers.ts";

const server = await cannedProviders();
const secret = `whsec_${Buffer.alloc(32, 1).toString("base64")}`;
const message: ProviderMessage = {
  to: `${server.url}/users/42?x=1`,
  text: "Your order is ready: żółw 🐢 & <co>",
  userId: "u-42@example.com",
  notificationId: "01KBCWHCG0ZZ0000000000000Z",
  channel: "hooks",
};

beforeEach(() => {
  vi.stubEnv(stageVariable, "local");
  server.response = { status: 204 };
  server.requests.length = 0;
});

afterEach(() => {
  vi.unstubAllEnvs();
});

function send(settings: object = {}, fields: Partial<ProviderMessage> = {}) {
  const parsed = settingsSchema.parse({ secret, allowedHosts: ["127.0.0.1"], ...settings });
  return create(parsed).send({ ...message, ...fields }, AbortSignal.timeout(2_000));
}

/** What the receiver reads, once it has verified it. */
function received(receiverSecret = secret) {
  const headers = server.head?.headers as Record<string, string>;
  return new Webhook(receiverSecret).verify(server.requests.at(-1) ?? "", headers);
}

test("the receiver verifies it with the standard's own library, and has the whole message", async () => {
  const expiresAt = new Date("2999-01-01");
  await send({}, { subject: "Order 1007", expiresAt });
  expect(received()).toEqual({
    type: "notification.message",
    timestamp: "2025-12-01T12:00:00.000Z",
    data: {
      notificationId: message.notificationId,
      userId: message.userId,
      channel: "hooks",
      subject: "Order 1007",
      message: message.text,
      expiresAt: "2999-01-01T00:00:00.000Z",
    },
  });
  expect(server.head).toMatchObject({
    method: "POST",
    path: "/users/42?x=1",
    headers: { "content-type": "application/json" },
  });
});

test("while secrets change, either is good", async () => {
  const next = `whsec_${Buffer.alloc(32, 2).toString("base64")}`;
  await send({ secret: [secret, next] });
  expect(received(secret)).toEqual(received(next));
});

test("a delivery has one id and one body, however often it is tried; another has another", async () => {
  const ids = [];
  for (const fields of [{}, {}, { channel: "other" }, { userId: "u-43" }]) {
    await send({}, fields);
    ids.push(server.head?.headers["webhook-id"]);
  }
  const hash = createHash("sha256")
    .update(JSON.stringify([message.userId, message.notificationId, message.channel]))
    .digest("base64url");
  expect(ids[0]).toBe(`msg_${hash.slice(0, 32)}`);
  expect(ids[1]).toBe(ids[0]);
  expect(new Set(ids).size).toBe(3);
  expect(server.requests[1]).toBe(server.requests[0]);
});

describe("the message's id", () => {
  test("is the webhook's own where none is looked for, whatever the response is", async () => {
    for (const body of ["", "<html>", '{"id":"other"}']) {
      server.response = { status: 200, body };
      expect(await send()).toEqual({
        kind: "accepted",
        providerMessageId: server.head?.headers["webhook-id"],
      });
    }
  });

  test.each([
    [{ header: "X-Message-Id" }, "h-1"],
    [{ pointer: "/id" }, "17"],
    [{ pointer: "/a~1b/1/~0c" }, "deep"],
    [{ pointer: "/a~1b/7/~0c" }, undefined],
    [{ pointer: "/constructor" }, undefined],
    [{ pointer: "/text" }, undefined],
    [{ pointer: "/long" }, undefined],
    [{ header: "X-Other" }, undefined],
  ])("by %j is %s", async (messageId, providerMessageId) => {
    const body = { id: 17, "a/b": [0, { "~c": "deep" }], text: "two words", long: "x".repeat(257) };
    server.response = {
      status: 201,
      headers: { "x-message-id": "h-1" },
      body: JSON.stringify(body),
    };
    expect(await send({ messageId })).toEqual(
      providerMessageId === undefined
        ? { kind: "unknown", code: "no-message-id" }
        : { kind: "accepted", providerMessageId },
    );
  });
});

describe("a message without a URL of its own", () => {
  const none = { to: "" };

  test("goes to the settings'", async () => {
    expect(await send({ url: `${server.url}/all` }, none)).toMatchObject({ kind: "accepted" });
    expect(server.head?.path).toBe("/all");
  });

  test("cannot be sent without one", async () => {
    expect(await send({}, none)).toEqual({ kind: "misconfigured", code: "no-url" });
  });

  test("is nobody's fault but the settings' where that is gone, or no https", async () => {
    server.response = { status: 410 };
    const url = `${server.url}/all`;
    expect(await send({ url }, none)).toEqual({ kind: "misconfigured", code: "http-410" });
    vi.stubEnv(stageVariable, "production");
    expect(await send({ url }, none)).toEqual({ kind: "misconfigured", code: "insecure-url" });
  });
});

test.each([
  ["http://hooks.example.com/", { kind: "refused", code: "insecure-url" }],
  ["https://other.example.com/", { kind: "misconfigured", code: "host-not-allowed" }],
  ["https://127.0.0.1/", { kind: "misconfigured", code: "private-address" }],
  ["https://localhost/", { kind: "misconfigured", code: "private-address" }],
])("outside of the local stage, nothing is sent to %s", async (to, outcome) => {
  vi.stubEnv(stageVariable, "production");
  const allowedHosts = ["hooks.example.com", "127.0.0.1", "localhost"];
  expect(await send({ allowedHosts }, { to })).toEqual(outcome);
  expect(server.requests).toEqual([]);
});

test("a redirect is not followed", async () => {
  server.response = { status: 307, headers: { location: `${server.url}/elsewhere` } };
  expect(await send()).toEqual({ kind: "misconfigured", code: "http-307" });
  expect(server.requests).toHaveLength(1);
});

test("who is too fast waits for as long as the service asks", async () => {
  server.response = { status: 429, headers: { "retry-after": "120" } };
  expect(await send()).toEqual({ kind: "throttled", code: "http-429", retryAfterSeconds: 120 });
});

test("a relay has the request, with the URL that it is for", async () => {
  const to = "https://hooks.example.com/42";
  const settings = { baseUrl: `${server.url}/relay`, allowedHosts: ["hooks.example.com"] };
  expect(await send(settings, { to })).toMatchObject({ kind: "accepted" });
  expect(server.head).toMatchObject({ path: "/relay", headers: { "herald-webhook-url": to } });
  expect(await send({ ...settings, allowedHosts: ["other.example.com"] }, { to })).toEqual({
    kind: "misconfigured",
    code: "host-not-allowed",
  });
});
