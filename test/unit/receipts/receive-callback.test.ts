import { beforeEach, expect, test } from "vitest";
import type { CallbackSource } from "../../../lambdas/functions/receipts/callback-sources.ts";
import { receiveCallback } from "../../../lambdas/functions/receipts/receive-callback.ts";
import type { Callback } from "../../../lambdas/providers/callback.ts";
import { apiEvent } from "../../support/api-event.ts";
import { VirtualTime } from "../../support/in-memory/virtual-time.ts";
import { users } from "../../support/stage-secret.ts";

const clock = new VirtualTime();
let received: Callback[];
/** Accounts whose keys were asked for. */
let asked: string[];
let queued: string[];

/** A provider that calls back and does not verify its webhook. */
const source: CallbackSource = {
  findShapeFault: () => undefined,
  readCallback: (callback) => {
    received.push(callback);
    return { kind: "read", messages: [{ ...byMessageId, provider: "twilio" }] };
  },
  keysOf: async (account) => {
    asked.push(account);
    return { keys: undefined, publicUrl: undefined };
  },
};

const byMessageId = {
  kind: "receipt-by-message-id",
  providerMessageId: "SM1",
  result: "delivered",
  at: new Date("2026-11-30T12:00:00Z"),
} as const;

beforeEach(() => {
  received = [];
  asked = [];
  queued = [];
});

function take(changes: Parameters<typeof apiEvent>[0]) {
  const sources = new Map([["twilio", source]]);
  const send = async (bodies: readonly string[]) => {
    queued.push(...bodies);
  };
  return receiveCallback({ sources, send, users, clock }, apiEvent(changes));
}

test("a provider is given the ids in the path, the headers, the body and the time", async () => {
  const { statusCode } = await take({
    resource: "/v1/receipts/twilio/{ids}",
    pathParameters: { ids: "u-42.01KAS.sms" },
    headers: { "x-twilio-signature": "signature" },
    body: "Body=żółw",
  });
  expect(statusCode).toBe(200);
  expect(received).toEqual([
    {
      ids: "u-42.01KAS.sms",
      account: "twilio",
      headers: { "x-twilio-signature": "signature" },
      body: "Body=żółw",
      receivedAt: clock.now(),
    },
  ]);
});

test("without ids and without a body, both are empty", async () => {
  await take({ method: "POST", resource: "/v1/receipts/twilio" });
  expect(received).toMatchObject([{ ids: "", body: "" }]);
});

test("a webhook that its provider does not verify is verified for nobody", async () => {
  const { statusCode } = await take({ method: "GET", resource: "/v1/receipts/twilio" });
  expect(statusCode).toBe(403);
  expect(received).toEqual([]);
});

test("of an account, the keys are the account's, and so is what it says", async () => {
  const { statusCode } = await take({
    method: "POST",
    resource: "/v1/receipts/twilio/{ids}",
    queryStringParameters: { account: "twilio-otp" },
  });
  expect(statusCode).toBe(200);
  expect(asked).toEqual(["twilio-otp"]);
  expect(received).toMatchObject([{ account: "twilio-otp" }]);
  expect(queued.map((body) => JSON.parse(body))).toMatchObject([{ provider: "twilio-otp" }]);
});

test.each(["sendgrid", "twilio-", "twilio-../x", "Twilio-otp", "", `twilio-${"x".repeat(64)}`])(
  "what is no account of the provider is not found, and nothing is read: %j",
  async (account) => {
    const { statusCode } = await take({
      resource: "/v1/receipts/twilio",
      queryStringParameters: { account },
    });
    expect(statusCode).toBe(404);
    expect([asked, received]).toEqual([[], []]);
  },
);
