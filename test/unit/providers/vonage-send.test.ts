import { generateKeyPairSync, verify } from "node:crypto";
import { beforeEach, describe, expect, test } from "vitest";
import type { ProviderMessage } from "../../../lambdas/core/provider.ts";
import { referenceIn } from "../../../lambdas/providers/callback-url.ts";
import { clientRefOf } from "../../../lambdas/providers/vonage/client-ref.ts";
import { create } from "../../../lambdas/providers/vonage/send.ts";
import { settingsSchema } from "../../../lambdas/providers/vonage/settings.ts";
import { cannedProviders } from "../../support/canned-providers.ts";
import { reference } from "./callbacks.ts";

const server = await cannedProviders();
server.response = { status: 500 };

beforeEach(() => {
  server.requests.length = 0;
});

const keys = generateKeyPairSync("rsa", { modulusLength: 1_024 });
const privateKey = keys.privateKey.export({ type: "pkcs8", format: "pem" }).toString();
const applicationId = "78d335fa-323d-0114-9c3d-d6f0d48968cf";
const message: ProviderMessage = { ...reference, to: "+447700900000", text: "Hi" };

const settingsWith = (settings: object = {}) =>
  settingsSchema.safeParse({
    applicationId,
    privateKey,
    from: "+447700900001",
    baseUrl: server.url,
    ...settings,
  });

async function requestFor(
  fields: Partial<ProviderMessage> = {},
  settings: object = {},
  publicUrl?: string,
) {
  const { data, error } = settingsWith(settings);
  if (data === undefined) {
    throw error;
  }
  await create(data, publicUrl).send({ ...message, ...fields }, AbortSignal.timeout(2_000));
  return JSON.parse(server.requests[0] ?? "");
}

const claimsIn = (token: string) =>
  JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());

describe("Vonage", () => {
  test("is asked by one whole request", async () => {
    expect(await requestFor({ subject: "Order 1007" })).toEqual({
      channel: "sms",
      message_type: "text",
      to: "447700900000",
      from: "447700900001",
      text: "Hi",
    });
    expect(server.head).toMatchObject({
      method: "POST",
      path: "/v1/messages",
      headers: { accept: "application/json", "content-type": "application/json" },
    });
    expect(server.requests).toHaveLength(1);
  });

  test("a sender's name stays as it is", async () => {
    expect(await requestFor({}, { from: "Acme" })).toMatchObject({ from: "Acme" });
  });

  test("a token that the application's key has signed lets it in, a new one for each call", async () => {
    const tokens: string[] = [];
    for (let calls = 0; calls < 2; calls += 1) {
      await requestFor();
      tokens.push(String(server.head?.headers["authorization"]).replace(/^Bearer /, ""));
    }
    for (const token of tokens) {
      const end = token.lastIndexOf(".");
      const signature = Buffer.from(token.slice(end + 1), "base64url");
      const signed = Buffer.from(token.slice(0, end));
      expect(verify("sha256", signed, keys.publicKey, signature)).toBe(true);
      expect(JSON.parse(Buffer.from(token.split(".")[0] ?? "", "base64url").toString())).toEqual({
        alg: "RS256",
        typ: "JWT",
      });
      const { iat, exp, ...claims } = claimsIn(token);
      expect(claims).toEqual({ application_id: applicationId, jti: expect.any(String) });
      expect(exp - iat).toBe(300);
      expect(Math.abs(iat - Date.now() / 1_000)).toBeLessThan(60);
    }
    expect(new Set(tokens.map((token) => claimsIn(token).jti)).size).toBe(2);
  });

  test("the callback's URL holds the delivery's ids, and client_ref belongs to them", async () => {
    const userId = "~a|@b:+=.".repeat(15).slice(0, 128);
    const body = await requestFor({ userId }, {}, "https://example.com/test");
    expect(body.webhook_version).toBe("v1");
    const [, ids = ""] =
      /^https:\/\/example\.com\/test\/v1\/receipts\/vonage\/([\w-]+)$/.exec(body.webhook_url) ?? [];
    const sent = { ...reference, userId };
    expect(referenceIn(ids)).toEqual(sent);
    expect(body.client_ref).toBe(clientRefOf(sent));
    expect(body.client_ref.length).toBeLessThanOrEqual(100);
  });

  test.each([
    [new Date(0), 20],
    [new Date("2999-01-01"), 604_800],
    [undefined, undefined],
  ])("a message that expires at %s lives for %s seconds", async (expiresAt, ttl) => {
    expect((await requestFor(expiresAt && { expiresAt })).ttl).toBe(ttl);
  });

  test("the time to live is what is left of the message's time", async () => {
    const { ttl } = await requestFor({ expiresAt: new Date(Date.now() + 3_600_500) });
    expect(ttl).toBeGreaterThan(3_590);
    expect(ttl).toBeLessThanOrEqual(3_600);
  });

  test("the key must be an RSA one", () => {
    const ec = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
    const pem = ec.export({ type: "pkcs8", format: "pem" }).toString();
    for (const other of [pem, privateKey.slice(0, 100), ""]) {
      expect(settingsWith({ privateKey: other }).error?.issues).toMatchObject([
        { path: ["privateKey"], message: "must be an RSA private key in PEM" },
      ]);
    }
  });
});
