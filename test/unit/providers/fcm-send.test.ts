import { generateKeyPairSync, verify } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { ProviderMessage } from "../../../lambdas/core/provider.ts";
import { create } from "../../../lambdas/providers/fcm/send.ts";
import { settingsSchema } from "../../../lambdas/providers/fcm/settings.ts";
import { cannedProviders } from "../../support/canned-providers.ts";
import { reference } from "./callbacks.ts";

const server = await cannedProviders();
const tokenResponse = server.tokenResponse;
const accepted = { status: 200, body: '{"name":"projects/p/messages/1"}' };
const unauthenticated = { status: 401, body: '{"error":{"status":"UNAUTHENTICATED"}}' };

beforeEach(() => {
  server.response = accepted;
  server.tokenResponse = tokenResponse;
  server.requests.length = 0;
  server.tokenRequests.length = 0;
  vi.useFakeTimers({ toFake: ["Date"] });
});

afterEach(() => {
  vi.useRealTimers();
});

const keys = generateKeyPairSync("rsa", { modulusLength: 1_024 });
const serviceAccount = {
  type: "service_account",
  project_id: "acme-1f2e3",
  private_key_id: "0f1e2d",
  private_key: keys.privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
  client_email: "herald@acme-1f2e3.iam.gserviceaccount.com",
  client_id: "1234567890",
  auth_uri: "https://accounts.google.com/o/oauth2/auth",
  token_uri: "https://oauth2.googleapis.com/token",
  universe_domain: "googleapis.com",
};

const message: ProviderMessage = { ...reference, to: "cAbC:APA91b-x_y", text: "Hi" };
const ofToken = { kind: "unavailable", code: "no-access-token" };

const parse = (settings: object = {}) =>
  settingsSchema.safeParse({ serviceAccount, baseUrl: server.url, ...settings });

function providerWith(settings: object = {}) {
  const { data, error } = parse(settings);
  if (data === undefined) {
    throw error;
  }
  const provider = create(data);
  return (fields: Partial<ProviderMessage> = {}, signal = AbortSignal.timeout(2_000)) =>
    provider.send({ ...message, ...fields }, signal);
}

async function messageFor(fields: Partial<ProviderMessage> = {}) {
  await providerWith()(fields);
  return JSON.parse(server.requests[0] ?? "").message;
}

const tokenNamed = (access_token: string, expires_in = 3_600) => ({
  status: 200,
  body: JSON.stringify({ access_token, expires_in }),
});

describe("a message", () => {
  test("is one whole request, which the app finds its data in", async () => {
    const { notificationId } = reference;
    expect(await messageFor({ subject: "Order 1007" })).toEqual({
      token: "cAbC:APA91b-x_y",
      notification: { title: "Order 1007", body: "Hi" },
      data: { message: "Hi", title: "Order 1007", notificationId },
      android: { notification: {} },
      apns: { headers: {} },
      webpush: { headers: {} },
    });
    expect(server.head).toMatchObject({
      method: "POST",
      path: "/v1/projects/acme-1f2e3/messages:send",
      headers: { authorization: "Bearer canned", "content-type": "application/json" },
    });
    expect(server.requests).toHaveLength(1);
  });

  test("has what it is to push in each platform's own words", async () => {
    const { notificationId } = reference;
    const push = {
      title: "Shipped",
      badge: 3,
      sound: "chime",
      data: { order: "1007", message: "theirs" },
      collapseKey: "order-1007",
      ttlSeconds: 3_600,
      priority: "high",
    } as const;
    const expiration = String(Math.floor(Date.now() / 1_000) + 3_600);
    expect(await messageFor({ subject: "Order 1007", push })).toEqual({
      token: message.to,
      notification: { title: "Shipped", body: "Hi" },
      data: { order: "1007", message: "Hi", title: "Shipped", notificationId },
      android: {
        ttl: "3600s",
        priority: "HIGH",
        collapse_key: "order-1007",
        notification: { sound: "chime", notification_count: 3, tag: "order-1007" },
      },
      apns: {
        headers: {
          "apns-expiration": expiration,
          "apns-priority": "10",
          "apns-collapse-id": "order-1007",
        },
        payload: { aps: { badge: 3, sound: "chime" } },
      },
      webpush: { headers: { TTL: "3600", Urgency: "high", Topic: "order-1007" } },
    });
  });

  test("of normal priority says so", async () => {
    expect(await messageFor({ push: { priority: "normal" } })).toMatchObject({
      android: { priority: "NORMAL" },
      apns: { headers: { "apns-priority": "5" } },
      webpush: { headers: { Urgency: "normal" } },
    });
  });

  test("whose collapse key is no header's goes by the key's hash there", async () => {
    const collapseKey = "zamówienie 1007";
    const { android, apns, webpush } = await messageFor({ push: { collapseKey } });
    expect(android.collapse_key).toBe(collapseKey);
    expect(webpush.headers.Topic).toMatch(/^[\w-]{32}$/);
    expect(apns.headers["apns-collapse-id"]).toBe(webpush.headers.Topic);
  });

  test.each([
    [{ ttlSeconds: 0 }, undefined, 0],
    [{ ttlSeconds: 60 }, 3_600, 60],
    [{ ttlSeconds: 3_600 }, 60, 60],
    [{ ttlSeconds: 99_999_999 }, undefined, 2_419_200],
    [{}, 99_999_999, 2_419_200],
    [{}, -5, 1],
    [{}, undefined, undefined],
  ])("of %j that expires in %s s lives for %s", async (push, inSeconds, seconds) => {
    const expiresAt = inSeconds && new Date(Date.now() + inSeconds * 1_000);
    const { android, apns, webpush } = await messageFor({ push, ...(expiresAt && { expiresAt }) });
    expect(android.ttl).toBe(seconds === undefined ? undefined : `${seconds}s`);
    expect(webpush.headers.TTL).toBe(seconds === undefined ? undefined : String(seconds));
    const end = seconds && String(Math.floor(Date.now() / 1_000) + seconds);
    expect(apns.headers["apns-expiration"]).toBe(seconds === 0 ? "0" : end);
  });
});

describe("the access token", () => {
  test("is asked for by what the service account's key has signed", async () => {
    await providerWith()();
    const form = new URLSearchParams(server.tokenRequests[0]);
    expect(form.get("grant_type")).toBe("urn:ietf:params:oauth:grant-type:jwt-bearer");
    const [header = "", claims = "", signature = ""] = form.get("assertion")?.split(".") ?? [];
    const signed = Buffer.from(`${header}.${claims}`);
    expect(verify("sha256", signed, keys.publicKey, Buffer.from(signature, "base64url"))).toBe(
      true,
    );
    const read = (part: string) => JSON.parse(Buffer.from(part, "base64url").toString());
    expect(read(header)).toEqual({ alg: "RS256", typ: "JWT", kid: "0f1e2d" });
    const iat = Math.floor(Date.now() / 1_000);
    expect(read(claims)).toEqual({
      iss: serviceAccount.client_email,
      scope: "https://www.googleapis.com/auth/firebase.messaging",
      aud: "https://oauth2.googleapis.com/token",
      iat,
      exp: iat + 3_600,
    });
  });

  test("is one for ten messages at once, and for those after them", async () => {
    const send = providerWith();
    const batch = () => Promise.all(Array.from({ length: 10 }, () => send()));
    const outcomes = [...(await batch()), ...(await batch())];
    expect(new Set(outcomes.map(({ kind }) => kind))).toEqual(new Set(["accepted"]));
    expect(server.requests).toHaveLength(20);
    expect(server.tokenRequests).toHaveLength(1);
  });

  test.each([
    [3_299_000, 1],
    [3_300_000, 2],
    [86_400_000, 2],
  ])("that is good for an hour, after %i ms: %i requests", async (ms, requests) => {
    const send = providerWith();
    await send();
    vi.setSystemTime(Date.now() + ms);
    await send();
    expect(server.tokenRequests).toHaveLength(requests);
  });

  test("that is not taken is renewed once, by all who had it together", async () => {
    const send = providerWith();
    await send();
    server.response = unauthenticated;
    server.tokenResponse = tokenNamed("newer");
    const refused = { kind: "misconfigured", code: "UNAUTHENTICATED" };
    expect(await Promise.all([send(), send(), send()])).toEqual([refused, refused, refused]);
    expect(server.requests).toHaveLength(1 + 2 * 3);
    expect(server.head?.headers["authorization"]).toBe("Bearer newer");
    server.response = accepted;
    expect(await send()).toMatchObject({ kind: "accepted" });
  });

  test("is not renewed for a project's key that Apple does not take", async () => {
    const type = "type.googleapis.com/google.firebase.fcm.v1.FcmError";
    const details = [{ "@type": type, errorCode: "THIRD_PARTY_AUTH_ERROR" }];
    const body = JSON.stringify({ error: { status: "UNAUTHENTICATED", details } });
    server.response = { status: 401, body };
    const outcome = await providerWith()();
    expect(outcome).toEqual({ kind: "misconfigured", code: "THIRD_PARTY_AUTH_ERROR" });
    expect(server.requests).toHaveLength(1);
    expect(server.tokenRequests).toHaveLength(1);
  });

  test.each([
    [
      {
        status: 400,
        body: '{"error":"invalid_grant","error_description":"Invalid JWT Signature."}',
      },
      { kind: "misconfigured", code: "invalid_grant" },
    ],
    [
      { status: 401, body: '{"error":"invalid_client"}' },
      { kind: "misconfigured", code: "invalid_client" },
    ],
    [{ status: 429 }, { kind: "throttled", code: "http-429" }],
    [
      { status: 429, headers: { "retry-after": "7" } },
      { kind: "throttled", code: "http-429", retryAfterSeconds: 7 },
    ],
    [{ status: 503 }, { kind: "unavailable", code: "http-503" }],
    [{ status: 502 }, ofToken],
    [{ status: 200, body: "<html>" }, ofToken],
    [{ status: 200, body: "{}" }, ofToken],
    [{ status: 200, body: '{"access_token":"two\\nlines","expires_in":3600}' }, ofToken],
    ["reset" as const, ofToken],
    ["reset-mid-answer" as const, ofToken],
  ])("for which there is %j: %j, and nothing is sent", async (response, outcome) => {
    server.tokenResponse = response;
    const send = providerWith();
    expect(await send()).toEqual(outcome);
    expect(server.requests).toEqual([]);
    server.tokenResponse = tokenResponse;
    expect(await send()).toMatchObject({ kind: "accepted" });
  });

  test("that does not come in time: nothing was sent", async () => {
    server.tokenResponse = "hang";
    const send = providerWith({ timeoutMs: 200 });
    expect(await send({}, AbortSignal.abort())).toEqual(ofToken);
    expect(await send({}, AbortSignal.timeout(50))).toEqual(ofToken);
    expect(await send()).toEqual(ofToken);
    expect(server.tokenRequests).toHaveLength(1);
    expect(server.requests).toEqual([]);
  });

  test("one call that gives up does not take it from the others", async () => {
    const gone = new AbortController();
    const send = providerWith();
    const outcomes = Promise.all([send({}, gone.signal), send()]);
    gone.abort();
    expect(await outcomes).toMatchObject([ofToken, { kind: "accepted" }]);
    expect(server.tokenRequests).toHaveLength(1);
  });

  test("that says no end is for one call alone", async () => {
    server.tokenResponse = { status: 200, body: '{"access_token":"short"}' };
    const send = providerWith();
    await send();
    await send();
    expect(server.tokenRequests).toHaveLength(2);
  });
});

test.each([
  [{}, 60],
  [{ "retry-after": "7" }, 7],
])("too fast, with the headers %j: the wait is %i s", async (headers, retryAfterSeconds) => {
  server.response = { status: 429, body: '{"error":{"status":"RESOURCE_EXHAUSTED"}}', headers };
  const outcome = await providerWith()();
  expect(outcome).toEqual({ kind: "throttled", code: "RESOURCE_EXHAUSTED", retryAfterSeconds });
});

describe("the service account", () => {
  test("is the file, as an object or as JSON text", () => {
    const { data } = parse();
    expect(parse({ serviceAccount: JSON.stringify(serviceAccount) }).data).toEqual(data);
    expect(data?.serviceAccount).not.toHaveProperty("client_id");
  });

  const ec = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;

  test.each([
    ["{", [], "must be the key file that Google gives, as an object or as JSON text"],
    [
      { ...serviceAccount, type: "authorized_user" },
      ["type"],
      "must be the key of a service account",
    ],
    [
      { ...serviceAccount, client_email: "herald" },
      ["client_email"],
      "must be the service account's e-mail address",
    ],
    [{ ...serviceAccount, project_id: "a/b" }, ["project_id"], "must be the project's id"],
    [{ ...serviceAccount, project_id: undefined }, ["project_id"], "must be the project's id"],
    [
      { ...serviceAccount, private_key: ec.export({ type: "pkcs8", format: "pem" }) },
      ["private_key"],
      "must be an RSA private key in PEM",
    ],
    [
      { ...serviceAccount, token_uri: "http://oauth2.googleapis.com/token" },
      ["token_uri"],
      "must be an https URL",
    ],
  ])("%#: what is wrong is named", (value, path, fault) => {
    expect(parse({ serviceAccount: value }).error?.issues).toMatchObject([
      { path: ["serviceAccount", ...path], message: fault },
    ]);
  });
});
