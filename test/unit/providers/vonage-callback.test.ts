import { createHash, createHmac } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { Callback } from "../../../lambdas/providers/callback.ts";
import { callbackUrl } from "../../../lambdas/providers/callback-url.ts";
import { clientRefOf } from "../../../lambdas/providers/vonage/client-ref.ts";
import { findShapeFault, readCallback } from "../../../lambdas/providers/vonage/receipts.ts";
import { provider } from "../../../local/simulator/providers/vonage.ts";
import { row } from "../../contract/provider-contract/rows/vonage.ts";
import { callback, receivedAt, reference } from "./callbacks.ts";

const signatureSecret = "a-signature-secret-of-32-letters";
const publicUrl = "https://notify.example.com/production";
const idsOf = (delivery = reference) => {
  const url = callbackUrl(publicUrl, "vonage", delivery);
  return url.slice(url.lastIndexOf("/") + 1);
};

const message_uuid = "aaaaaaaa-bbbb-4ccc-8ddd-0123456789ab";
const now = receivedAt.getTime() / 1_000;

interface Signing {
  readonly secret?: string;
  readonly header?: object;
  readonly claims?: object;
}

/** https://developer.vonage.com/en/getting-started/concepts/webhooks#validating-signed-webhooks */
function authorizationFor(body: string, { secret, header, claims }: Signing = {}): string {
  const payload_hash = createHash("sha256").update(body).digest("hex");
  const signed = [
    { alg: "HS256", typ: "JWT", ...header },
    { iss: "Vonage", api_key: "a1b2c3d4", iat: now, jti: "1", payload_hash, ...claims },
  ]
    .map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"))
    .join(".");
  const signature = createHmac("sha256", secret ?? signatureSecret).update(signed);
  return `Bearer ${signed}.${signature.digest("base64url")}`;
}

function read(body: string, changes: Partial<Callback> = {}, signing: Signing = {}) {
  const headers = { authorization: authorizationFor(body, signing) };
  return readCallback(callback({ ids: idsOf(), headers, body, ...changes }), {
    keys: { signatureSecret },
    publicUrl,
  });
}

const bodyOf = (fields: object) =>
  JSON.stringify({
    message_uuid,
    to: "447700900000",
    from: "447700900001",
    timestamp: "2026-11-23T15:19:58.123Z",
    channel: "sms",
    client_ref: clientRefOf(reference),
    ...fields,
  });
const delivered = bodyOf({ status: "delivered" });
const problem = (code: string | number) => ({
  type: `https://developer.vonage.com/api-errors/messages#${code}`,
  title: code,
  detail: "447700900000 is not there",
});

const receipt = {
  kind: "receipt",
  ...reference,
  provider: "vonage",
  providerMessageId: message_uuid,
  at: new Date("2026-11-23T15:19:58.123Z"),
};
const undelivered = { ...receipt, result: "undelivered" };
const suppress = { address: "phoneNumber", reason: "refused" };

describe("Vonage", () => {
  test.each([
    [{ status: "delivered" }, { ...receipt, result: "delivered" }],
    [{ status: "read" }, { ...receipt, result: "delivered" }],
    [{ status: "undeliverable" }, undelivered],
    [
      { status: "rejected", error: problem("1210") },
      { ...undelivered, code: "1210" },
    ],
    [
      { status: "rejected", error: problem(1030) },
      { ...undelivered, code: "1030" },
    ],
    [
      { status: "rejected", error: problem("1240") },
      { ...undelivered, code: "1240", suppress },
    ],
    [
      { status: "rejected", error: problem("1190") },
      { ...undelivered, code: "1190", suppress },
    ],
    [{ status: "rejected", error: { title: "447700900000" } }, undelivered],
    [{ status: "rejected", error: { type: "#447700900000" } }, undelivered],
    [{ status: "rejected", error: "1240" }, undelivered],
    [
      { status: "delivered", timestamp: "just now" },
      { ...receipt, result: "delivered", at: receivedAt },
    ],
  ])("%o means %o, and nothing else is taken along", (fields, expected) => {
    expect(read(bodyOf(fields))).toEqual({ kind: "read", messages: [expected] });
  });

  test.each(["submitted", "accepted", "no-such-status"])("%s decides nothing", (status) => {
    expect(read(bodyOf({ status }))).toEqual({ kind: "read", messages: [] });
  });

  test("is forged with another secret, with a changed body, or without a token", () => {
    const forged = { kind: "forged" };
    expect(read(delivered, {}, { secret: "another-secret" })).toEqual(forged);
    const headers = { authorization: authorizationFor(delivered) };
    expect(read(bodyOf({ status: "rejected" }), { headers })).toEqual(forged);
    expect(read(`${delivered} `, { headers })).toEqual(forged);
    expect(read(delivered, { headers: {} })).toEqual(forged);
    expect(read(delivered, { headers: { authorization: "Bearer a.b" } })).toEqual(forged);
    expect(read(delivered, { headers: { authorization: headers.authorization.slice(7) } })).toEqual(
      forged,
    );
  });

  test("is forged where its token asks for no signature, or has none", () => {
    const token = authorizationFor(delivered, { header: { alg: "none" } });
    const unsigned = token.slice(0, token.lastIndexOf(".") + 1);
    expect(read(delivered, { headers: { authorization: unsigned } })).toEqual({ kind: "forged" });
    expect(findShapeFault(callback({ headers: { authorization: unsigned } }))).toBe("forged");
  });

  test.each([
    { payload_hash: undefined },
    { payload_hash: "" },
    { payload_hash: 1 },
    { iat: undefined },
    { iat: "now" },
  ])("is forged with the claims %o", (claims) => {
    expect(read(delivered, {}, { claims })).toEqual({ kind: "forged" });
  });

  test.each([
    [-73 * 3_600, "read"],
    [-73 * 3_600 - 1, "forged"],
    [300, "read"],
    [301, "forged"],
  ])("signed %i seconds from now it is %s", (seconds, kind) => {
    expect(read(delivered, {}, { claims: { iat: now + seconds } })).toMatchObject({ kind });
  });

  test("is forged at the URL of another delivery, as the URL is not signed", () => {
    const others = [
      { ...reference, userId: "u-43" },
      { ...reference, channel: "otp" },
      { ...reference, notificationId: "01KAS0000000000000000000XE" },
    ];
    for (const other of others) {
      expect(read(delivered, { ids: idsOf(other) })).toEqual({ kind: "forged" });
    }
    expect(read(delivered, { ids: "x" })).toEqual({ kind: "forged" });
    expect(read(bodyOf({ status: "delivered", client_ref: undefined }))).toEqual({
      kind: "forged",
    });
  });

  test.each(["{}", "[]", '{"status":"delivered"}', '{"message_uuid":""}', "not json"])(
    "'%s' is malformed",
    (body) => {
      expect(read(body)).toEqual({ kind: "malformed" });
    },
  );

  test("cannot be believed while the settings hold no secret", () => {
    const headers = { authorization: authorizationFor(delivered) };
    const made = callback({ ids: idsOf(), headers, body: delivered });
    expect(readCallback(made, { keys: {}, publicUrl })).toEqual({ kind: "no-key" });
    expect(readCallback(made, { keys: undefined, publicUrl })).toEqual({ kind: "no-key" });
  });

  test("repeated days later, a callback of Vonage's own library is too old", () => {
    const { ids = "", headers, body, keys } = row.callback ?? { headers: {}, body: "", keys: {} };
    const readAt = (at: string) =>
      readCallback(callback({ ids, headers, body, receivedAt: new Date(at) }), { keys, publicUrl });
    expect(readAt("2026-11-26T15:20:00Z")).toMatchObject({ kind: "read" });
    expect(readAt("2026-11-26T16:20:01Z")).toEqual({ kind: "forged" });
  });

  test.each([
    ["delivered", { result: "delivered" }],
    ["bounced", { result: "undelivered", code: "1260" }],
    ["complained", { result: "undelivered", code: "1240", suppress }],
  ] as const)("what the simulator posts of an SMS that was %s is believed", (kind, expected) => {
    const webhook_url = callbackUrl(publicUrl, "vonage", reference);
    const asked = { to: "447700900000", client_ref: clientRefOf(reference), webhook_url };
    const receipts = provider.receiptsOf?.({
      kind,
      message: { recipient: "+447700900000", text: "Hi" },
      request: { params: {}, query: {}, headers: {}, body: Buffer.from(JSON.stringify(asked)) },
      providerMessageId: message_uuid,
      publicUrl,
      awsEndpoint: undefined,
    });
    const keys = { signatureSecret: provider.credentials?.["signatureSecret"] };
    const readings = (receipts ?? []).map(({ url, headers, body }) => {
      const ids = url.slice(url.lastIndexOf("/") + 1);
      const made = callback({ ids, headers, body, receivedAt: new Date() });
      expect(findShapeFault(made)).toBeUndefined();
      return readCallback(made, { keys, publicUrl });
    });
    expect(readings).toMatchObject([
      { kind: "read", messages: [] },
      { kind: "read", messages: [{ ...reference, ...expected }] },
    ]);
  });
});
