import { beforeEach, expect, test } from "vitest";
import type { CallbackSource } from "../../../lambdas/functions/receipts/callback-sources.ts";
import { receiveCallback } from "../../../lambdas/functions/receipts/receive-callback.ts";
import type { Callback } from "../../../lambdas/providers/callback.ts";
import { apiEvent } from "../../support/api-event.ts";
import { VirtualTime } from "../../support/in-memory/virtual-time.ts";
import { users } from "../../support/stage-secret.ts";

const clock = new VirtualTime();
let received: Callback[];

/** A provider that calls back and does not verify its webhook. */
const source: CallbackSource = {
  findShapeFault: () => undefined,
  readCallback: (callback) => {
    received.push(callback);
    return { kind: "read", messages: [] };
  },
  known: () => ({ keys: undefined, publicUrl: undefined }),
};

beforeEach(() => {
  received = [];
});

function take(changes: Parameters<typeof apiEvent>[0]) {
  const sources = { refresh: async () => {}, byProvider: new Map([["twilio", source]]) };
  return receiveCallback({ sources, send: async () => {}, users, clock }, apiEvent(changes));
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
