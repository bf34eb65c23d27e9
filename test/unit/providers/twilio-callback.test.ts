import webhooks from "twilio/lib/webhooks/webhooks.js";
import { describe, expect, test } from "vitest";
import type { Callback } from "../../../lambdas/providers/callback.ts";
import { callbackUrl } from "../../../lambdas/providers/callback-url.ts";
import { readCallback } from "../../../lambdas/providers/twilio/receipts.ts";
import { callback, forgeries, receivedAt, reference } from "./callbacks.ts";

describe("Twilio", () => {
  const publicUrl = "https://notify.example.com/production";
  const authToken = "12345";
  const accountSid = `AC${"1".repeat(32)}`;
  const sid = `SM${"0".repeat(32)}`;

  function read(form: Record<string, string>, changes: Partial<Callback> = {}) {
    const url = callbackUrl(publicUrl, "twilio", reference);
    const signature = webhooks.getExpectedTwilioSignature(authToken, url, form);
    const made = callback({
      ids: url.slice(url.lastIndexOf("/") + 1),
      headers: { "x-twilio-signature": signature },
      body: new URLSearchParams(form).toString(),
      ...changes,
    });
    return readCallback(made, { keys: { accountSid, authToken }, publicUrl });
  }

  const delivered = {
    AccountSid: accountSid,
    MessageSid: sid,
    MessageStatus: "delivered",
    To: "+48600100200",
  };

  test("signs the URL of an account, which names it", () => {
    const account = "twilio-otp";
    const url = callbackUrl(publicUrl, "twilio", { ...reference, account });
    const headers = {
      "x-twilio-signature": webhooks.getExpectedTwilioSignature(authToken, url, delivered),
    };
    expect(url).toMatch(/\/v1\/receipts\/twilio\/[\w-]+\?account=twilio-otp$/);
    expect(read(delivered, { account, headers }).kind).toBe("read");
    expect(read(delivered, { headers }).kind).toBe("forged");
    expect(read(delivered, { account: "twilio-b", headers }).kind).toBe("forged");
  });

  test("agrees with the vector in Twilio's documentation", () => {
    // https://www.twilio.com/docs/usage/security#explore-the-algorithm-yourself
    const url = "https://example.com/myapp.php?foo=1&bar=2";
    const form = {
      CallSid: "CA1234567890ABCDE",
      Caller: "+14158675310",
      Digits: "1234",
      From: "+14158675310",
      To: "+18005551212",
    };
    const signature = "L/OH5YylLD5NRKLltdqwSvS0BnU=";
    expect(webhooks.validateRequest("12345", signature, url, form)).toBe(true);
  });

  test("says that a message was delivered, and to whom it was is not taken along", () => {
    expect(read(delivered)).toEqual({
      kind: "read",
      messages: [
        {
          kind: "receipt",
          ...reference,
          provider: "twilio",
          providerMessageId: sid,
          result: "delivered",
          at: receivedAt,
        },
      ],
    });
  });

  test.each([
    ["read", undefined, { result: "delivered" }],
    ["undelivered", "30003", { result: "undelivered", code: "30003" }],
    [
      "failed",
      "21610",
      {
        result: "undelivered",
        code: "21610",
        suppress: { address: "phoneNumber", reason: "refused" },
      },
    ],
    ["undelivered", "+48600100200", { result: "undelivered" }],
  ])("%s with %s", (MessageStatus, ErrorCode, expected) => {
    const reading = read({ ...delivered, MessageStatus, ...(ErrorCode && { ErrorCode }) });
    const receipt = { kind: "receipt", ...reference, provider: "twilio", providerMessageId: sid };
    expect(reading).toEqual({
      kind: "read",
      messages: [{ ...receipt, at: receivedAt, ...expected }],
    });
  });

  test.each(["queued", "sending", "sent", "no-such-status"])("%s decides nothing", (status) => {
    expect(read({ ...delivered, MessageStatus: status })).toEqual({ kind: "read", messages: [] });
  });

  test("is forged with any byte of signature, body or URL changed, or with none", () => {
    const body = new URLSearchParams(delivered).toString();
    const url = callbackUrl(publicUrl, "twilio", reference);
    const signature = webhooks.getExpectedTwilioSignature(authToken, url, delivered);
    const ids = url.slice(url.lastIndexOf("/") + 1);
    const changes = [
      ...forgeries(signature).map((forged) => ({ headers: { "x-twilio-signature": forged } })),
      ...forgeries(body).map((forged) => ({ body: forged })),
      ...forgeries(ids).map((forged) => ({ ids: forged })),
      { headers: {} },
      { headers: { "x-twilio-signature": "" } },
    ];
    for (const change of changes) {
      expect(read(delivered, change)).toEqual({ kind: "forged" });
    }
  });

  test("is malformed where Twilio signed what Herald did not ask for", () => {
    const url = `${publicUrl}/v1/receipts/twilio/bm90LWlkcw`;
    const signature = webhooks.getExpectedTwilioSignature(authToken, url, delivered);
    const headers = { "x-twilio-signature": signature };
    expect(read(delivered, { ids: "bm90LWlkcw", headers })).toEqual({ kind: "malformed" });
    expect(read({ AccountSid: accountSid, MessageStatus: "delivered" })).toEqual({
      kind: "malformed",
    });
  });

  test("is Twilio's by the other token too, as the primary one signs while the second is in use", () => {
    const url = callbackUrl(publicUrl, "twilio", reference);
    const made = callback({
      ids: url.slice(url.lastIndexOf("/") + 1),
      headers: {
        "x-twilio-signature": webhooks.getExpectedTwilioSignature("primary", url, delivered),
      },
      body: new URLSearchParams(delivered).toString(),
    });
    const keysWith = (secondAuthToken?: string) => ({
      keys: { accountSid, authToken, ...(secondAuthToken !== undefined && { secondAuthToken }) },
      publicUrl,
    });
    expect(readCallback(made, keysWith("primary"))).toMatchObject({ kind: "read" });
    expect(readCallback(made, keysWith("other"))).toEqual({ kind: "forged" });
    expect(readCallback(made, keysWith())).toEqual({ kind: "forged" });
  });

  test.each([
    ["settings", { keys: undefined, publicUrl }],
    ["the API's URL", { keys: { accountSid, authToken }, publicUrl: undefined }],
  ])("cannot be believed without %s", (_, known) => {
    expect(readCallback(callback({}), known)).toEqual({ kind: "no-key" });
  });

  test("is forged where it is of another account", () => {
    const other = { ...delivered, AccountSid: `AC${"2".repeat(32)}` };
    expect(read(other)).toEqual({ kind: "forged" });
  });

  test("is not believed where a signed parameter is hidden in another's value", () => {
    const stop = { ...delivered, MessageStatus: "failed", ErrorCode: "21610" };
    const url = callbackUrl(publicUrl, "twilio", reference);
    const signature = webhooks.getExpectedTwilioSignature(authToken, url, stop);
    const { ErrorCode, ...others } = stop;
    const merged = [{ ...others, AccountSid: `${accountSid}ErrorCode${ErrorCode}` }];
    const hidden = { ...others, AccountSid: `${accountSid}ErrorCode${ErrorCode}` };
    expect(webhooks.validateRequest(authToken, signature, url, hidden)).toBe(true);
    for (const form of merged) {
      const body = new URLSearchParams(form).toString();
      expect(read(stop, { body, headers: { "x-twilio-signature": signature } })).toEqual({
        kind: "forged",
      });
    }
    const inApiVersion = { ...stop, ApiVersion: "2010-04-01" };
    const { ErrorCode: _, ...rest } = inApiVersion;
    const form = { ...rest, ApiVersion: "2010-04-01ErrorCode21610" };
    const signed = webhooks.getExpectedTwilioSignature(authToken, url, inApiVersion);
    expect(webhooks.validateRequest(authToken, signed, url, form)).toBe(true);
    expect(
      read(inApiVersion, {
        body: new URLSearchParams(form).toString(),
        headers: { "x-twilio-signature": signed },
      }),
    ).toEqual({ kind: "forged" });
  });
});
