import { generateKeyPairSync, verify } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { ProviderMessage } from "../../../lambdas/core/provider.ts";
import { create } from "../../../lambdas/providers/apns/send.ts";
import { settingsSchema } from "../../../lambdas/providers/apns/settings.ts";
import { cannedProviders } from "../../support/canned-providers.ts";
import { reference } from "./callbacks.ts";

const server = await cannedProviders();
const accepted = { status: 200, headers: { "apns-id": "1" } };
const refusal = (status: number, reason: string) => ({ status, body: JSON.stringify({ reason }) });

beforeEach(() => {
  server.response = accepted;
  server.requests.length = 0;
  server.connections = 0;
  vi.useFakeTimers({ toFake: ["Date"] });
});

afterEach(() => {
  vi.useRealTimers();
});

const keys = generateKeyPairSync("ec", { namedCurve: "P-256" });
const privateKey = keys.privateKey.export({ type: "pkcs8", format: "pem" }).toString();
const ids = { teamId: "DEF123GHIJ", keyId: "ABC123DEFG" };
const token = "00fc13adff785122b4ad28809a3420982341241421348097878e577c991de8f0";
const message: ProviderMessage = { ...reference, to: token, text: "Hi" };
const { notificationId } = reference;

const parse = (settings: object = {}) =>
  settingsSchema.safeParse({
    ...ids,
    privateKey,
    topic: "com.example.acme",
    baseUrl: server.url,
    ...settings,
  });

function providerWith(settings: object = {}) {
  const { data, error } = parse(settings);
  if (data === undefined) {
    throw error;
  }
  const provider = create(data);
  return (fields: Partial<ProviderMessage> = {}) =>
    provider.send({ ...message, ...fields }, AbortSignal.timeout(2_000));
}

/** The headers and the payload of the push for a message. */
async function pushFor(fields: Partial<ProviderMessage> = {}, settings: object = {}) {
  server.requests.length = 0;
  await providerWith(settings)(fields);
  return { headers: server.head?.headers ?? {}, payload: JSON.parse(server.requests[0] ?? "") };
}

function providerToken(): string {
  const [, text = ""] = /^bearer (.*)$/.exec(server.head?.headers["authorization"] ?? "") ?? [];
  return text;
}

const laterBy = (minutes: number) => vi.setSystemTime(Date.now() + minutes * 60_000);

describe("a push", () => {
  test("is one whole request", async () => {
    const { headers, payload } = await pushFor({ subject: "Order 1007" });
    expect(payload).toEqual({
      aps: { alert: { title: "Order 1007", body: "Hi" } },
      notificationId,
    });
    expect(server.head).toMatchObject({ method: "POST", path: `/3/device/${token}` });
    expect(headers).toMatchObject({
      "content-type": "application/json",
      "apns-topic": "com.example.acme",
      "apns-push-type": "alert",
      "apns-id": expect.stringMatching(
        /^[\da-f]{8}-[\da-f]{4}-8[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/,
      ),
    });
    for (const name of ["apns-expiration", "apns-priority", "apns-collapse-id"]) {
      expect(headers).not.toHaveProperty(name);
    }
    expect(server.requests).toHaveLength(1);
  });

  test("has what it is to push, and the caller's data beside aps", async () => {
    const push = {
      title: "Shipped",
      badge: 3,
      sound: "chime.caf",
      data: { order: "1007", aps: "theirs" },
      collapseKey: "order-1007",
      ttlSeconds: 3_600,
      priority: "high",
    } as const;
    const { headers, payload } = await pushFor({ subject: "Order 1007", push });
    expect(payload).toEqual({
      aps: { alert: { title: "Shipped", body: "Hi" }, badge: 3, sound: "chime.caf" },
      order: "1007",
      notificationId,
    });
    expect(headers).toMatchObject({
      "apns-expiration": String(Math.floor(Date.now() / 1_000) + 3_600),
      "apns-priority": "10",
      "apns-collapse-id": "order-1007",
    });
  });

  test("in the background wakes the app with the text, shows nothing and is not urgent", async () => {
    const push = { title: "Shipped", badge: 3, sound: "x", data: { order: "1007" } };
    const { headers, payload } = await pushFor(
      { push: { ...push, priority: "high" } },
      { pushType: "background" },
    );
    expect(payload).toEqual({
      aps: { "content-available": 1 },
      order: "1007",
      message: "Hi",
      title: "Shipped",
      notificationId,
    });
    expect(headers).toMatchObject({ "apns-push-type": "background", "apns-priority": "5" });
  });

  test("of normal priority says so", async () => {
    const { headers } = await pushFor({ push: { priority: "normal" } });
    expect(headers["apns-priority"]).toBe("5");
  });

  test.each(["zamówienie 1007", "x".repeat(65)])(
    "of the collapse key %s has its hash",
    async (key) => {
      const { headers } = await pushFor({ push: { collapseKey: key } });
      expect(headers["apns-collapse-id"]).toMatch(/^[\w-]{32}$/);
    },
  );

  test.each([
    [{ ttlSeconds: 0 }, undefined, 0],
    [{ ttlSeconds: 3_600 }, 60, 60],
    [{ ttlSeconds: 99_999_999 }, undefined, 2_592_000],
    [{}, 99_999_999, 2_592_000],
  ])("of %j that expires in %s s is kept for %i", async (push, inSeconds, seconds) => {
    const expiresAt = inSeconds && new Date(Date.now() + inSeconds * 1_000);
    const { headers } = await pushFor({ push, ...(expiresAt && { expiresAt }) });
    const end = String(Math.floor(Date.now() / 1_000) + seconds);
    expect(headers["apns-expiration"]).toBe(seconds === 0 ? "0" : end);
  });

  test("has an id that is the same for the same delivery to the same device alone", async () => {
    const idFor = async (fields: Partial<ProviderMessage>) =>
      (await pushFor(fields)).headers["apns-id"];
    const id = await idFor({});
    expect(await idFor({ text: "changed" })).toBe(id);
    const others = [{ to: "ab" }, { channel: "push" }, { userId: "u" }, { notificationId: "n" }];
    const all = new Set([id]);
    for (const other of others) {
      all.add(await idFor(other));
    }
    expect(all.size).toBe(1 + others.length);
  });

  test("keeps a token within the path", async () => {
    await pushFor({ to: "a:b|[~]=" });
    expect(server.head?.path).toBe("/3/device/a%3Ab%7C%5B~%5D%3D");
  });
});

describe("the team's token", () => {
  test("is signed with its key", async () => {
    await providerWith()();
    const [header = "", claims = "", signature = ""] = providerToken().split(".");
    const key = { key: keys.publicKey, dsaEncoding: "ieee-p1363" } as const;
    const signed = Buffer.from(`${header}.${claims}`);
    expect(verify("sha256", signed, key, Buffer.from(signature, "base64url"))).toBe(true);
    const read = (part: string) => JSON.parse(Buffer.from(part, "base64url").toString());
    expect(read(header)).toEqual({ alg: "ES256", typ: "JWT", kid: "ABC123DEFG" });
    expect(read(claims)).toEqual({ iss: "DEF123GHIJ", iat: Math.floor(Date.now() / 1_000) });
  });

  test("and a connection are one for ten pushes at once, and for those after them", async () => {
    const send = providerWith();
    const tokens = new Set<string>();
    for (let batches = 0; batches < 2; batches += 1) {
      await Promise.all(
        Array.from({ length: 10 }, () => send().then(() => tokens.add(providerToken()))),
      );
    }
    expect(server.requests).toHaveLength(20);
    expect(server.connections).toBe(1);
    expect(tokens.size).toBe(1);
  });

  test("is used for 40 minutes", async () => {
    const send = providerWith();
    const tokens: string[] = [];
    for (const minutes of [0, 20, 19, 1]) {
      laterBy(minutes);
      await send();
      tokens.push(providerToken());
    }
    expect(tokens[1]).toBe(tokens[0]);
    expect(tokens[2]).toBe(tokens[0]);
    expect(tokens[3]).not.toBe(tokens[0]);
  });

  test("that has expired is renewed, and the push repeated, once", async () => {
    const send = providerWith();
    await send();
    const old = providerToken();
    server.response = refusal(403, "ExpiredProviderToken");
    const refused = { kind: "misconfigured", code: "ExpiredProviderToken" };
    expect(await send()).toEqual(refused);
    expect(server.requests).toHaveLength(1 + 2);
    expect(providerToken()).not.toBe(old);
    server.response = accepted;
    expect(await send()).toMatchObject({ kind: "accepted" });
  });

  test("that came too early gives way to the one before it, until that one is too old", async () => {
    const send = providerWith();
    const sendAt = async (minutes: number) => {
      laterBy(minutes);
      const outcome = await send();
      return { outcome, used: providerToken() };
    };
    const { used: first } = await sendAt(0);
    server.response = refusal(429, "TooManyProviderTokenUpdates");
    const early = await sendAt(41);
    expect(early.used).not.toBe(first);
    expect(early.outcome).toEqual({ kind: "throttled", code: "TooManyProviderTokenUpdates" });
    server.response = accepted;
    expect((await sendAt(0)).used).toBe(first);
    expect((await sendAt(16)).used).toBe(first);
    expect((await sendAt(1)).used).not.toBe(first);
    expect(server.requests).toHaveLength(5);
  });

  test("that is the first there is stays, however often it is said to come too early", async () => {
    const send = providerWith();
    server.response = refusal(429, "TooManyProviderTokenUpdates");
    await send();
    const only = providerToken();
    await send();
    expect(providerToken()).toBe(only);
  });
});

describe("the settings", () => {
  const ec = generateKeyPairSync("ec", { namedCurve: "P-384" }).privateKey;

  test.each([
    [
      { privateKey: ec.export({ type: "pkcs8", format: "pem" }) },
      "must be a P-256 private key in PEM",
    ],
    [{ teamId: "abc" }, "must be ten upper-case letters and digits"],
    [{ topic: "two words" }, "must be letters, digits, dots and hyphens"],
  ])("%#: what is wrong is named", (settings, fault) => {
    expect(parse(settings).error?.issues).toMatchObject([
      { path: Object.keys(settings), message: fault },
    ]);
  });

  test("are for alerts in production unless they say otherwise", () => {
    expect(parse().data).toMatchObject({ pushType: "alert", environment: "production" });
  });
});
