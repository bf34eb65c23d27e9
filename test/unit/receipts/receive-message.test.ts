import type { SQSRecord } from "aws-lambda";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { DependencyUnavailable } from "../../../lambdas/core/ports/unavailable.ts";
import { readReceiptMessage } from "../../../lambdas/core/receipt-message.ts";
import { receiptProviders } from "../../../lambdas/functions/receipts/receipt-providers.ts";
import type { ReceiveDependencies } from "../../../lambdas/functions/receipts/receive-message.ts";
import { receiveMessage } from "../../../lambdas/functions/receipts/receive-message.ts";
import { tagsOf } from "../../../lambdas/providers/delivery-tags.ts";
import { logger } from "../../../lambdas/runtime/logger.ts";
import { metrics } from "../../../lambdas/runtime/metrics.ts";
import { countingIdentifiers } from "../../support/in-memory/identifiers.ts";
import { InMemoryStore } from "../../support/in-memory/store.ts";
import { VirtualTime } from "../../support/in-memory/virtual-time.ts";
import { users } from "../../support/stage-secret.ts";

let putBacks: number[];
let queued: string[];
let deps: ReceiveDependencies;

beforeEach(async () => {
  const store = new InMemoryStore();
  putBacks = [];
  queued = [];
  deps = {
    deliveries: store,
    suppressions: store,
    preferences: store,
    providers: await receiptProviders(["ses"]),
    messages: { remember: async () => {}, find: async () => undefined },
    identifiers: countingIdentifiers(),
    clock: new VirtualTime(),
    users,
    send: async (bodies) => {
      queued.push(...bodies);
    },
    putBack: async (_, seconds) => {
      putBacks.push(seconds);
    },
  };
});

afterEach(() => {
  vi.restoreAllMocks();
  metrics.clearMetrics();
});

function receive(body: unknown, receiveCount = 1): Promise<boolean> {
  const attributes = { ApproximateReceiveCount: String(receiveCount) };
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return receiveMessage(deps, {
    messageId: "m",
    receiptHandle: "r",
    body: text,
    attributes,
  } as SQSRecord);
}

const timestamp = "2026-11-23T15:20:05.123Z";
const untagged = {
  notificationType: "Delivery",
  mail: { messageId: "m-1", timestamp },
  delivery: { timestamp },
};
const byMessageId = {
  kind: "receipt-by-message-id",
  provider: "messenger",
  providerMessageId: "m_1",
  result: "delivered",
  at: timestamp,
};

test("a notification of SES that names no delivery is done with, and so is one that decides nothing", async () => {
  expect(await receive(untagged)).toBe(true);
  expect(await receive({ ...untagged, notificationType: "Open" })).toBe(true);
  expect(putBacks).toEqual([]);
});

test("a message that is not understood goes back, so that it ends in the dead-letter queue", async () => {
  expect(await receive("?")).toBe(false);
  expect(await receive({ kind: "receipt" })).toBe(false);
  expect(putBacks).toEqual([1, 1]);
});

test("a message of a newer release goes back without being called malformed", async () => {
  const warn = vi.spyOn(logger, "warn").mockImplementation(() => {});
  const addMetric = vi.spyOn(metrics, "addMetric");
  expect(await receive({ ...byMessageId, version: 2 })).toBe(false);
  expect(putBacks).toEqual([1]);
  expect(warn.mock.calls).toEqual([["message of a newer release", { messageId: "m" }]]);
  expect(addMetric.mock.calls.map(([name]) => name)).toEqual(["ReceiptPutBack"]);
});

test("a receipt waits for its message's echo for a while, and is then done with", async () => {
  for (const count of [1, 2, 3, 4, 5]) {
    expect(await receive(byMessageId, count)).toBe(false);
  }
  expect(putBacks).toEqual([1, 2, 4, 8, 16]);
  expect(await receive(byMessageId, 6)).toBe(true);
});

test("a receipt comes back ever later, five minutes at most, while the table does not answer", async () => {
  const read = () => Promise.reject(new DependencyUnavailable("DynamoDB", undefined));
  deps = { ...deps, deliveries: { read, write: async () => false } };
  const receipt = {
    ...byMessageId,
    kind: "receipt",
    userId: "u-42",
    notificationId: "01KAS0000000000000000000XD",
    channel: "sms",
  };
  for (const count of [1, 9, 12]) {
    expect(await receive(receipt, count)).toBe(false);
  }
  expect(putBacks).toEqual([1, 256, 300]);
});

describe("an event that names the recipient, and cannot be recorded now,", () => {
  const delivered = {
    notificationType: "Delivery",
    mail: {
      messageId: "m-1",
      timestamp,
      destination: ["ann@example.com"],
      commonHeaders: { subject: "Order 1007" },
      tags: Object.fromEntries(
        Object.entries(
          tagsOf({
            userId: "u-42",
            notificationId: "01KAS0000000000000000000XD",
            channel: "email",
          }),
        ).map(([name, value]) => [name, [value]]),
      ),
    },
    delivery: { timestamp, recipients: ["ann@example.com"] },
  };
  const down = () => Promise.reject(new DependencyUnavailable("DynamoDB", undefined));

  test("waits as ids and codes, the user's sealed", async () => {
    deps = { ...deps, deliveries: { read: down, write: async () => false } };
    expect(await receive(delivered)).toBe(true);
    expect(putBacks).toEqual([]);
    expect(queued.join()).not.toMatch(/ann@|1007|u-42|dS00Mg/);
    expect(queued.map((body) => readReceiptMessage(users, body))).toEqual([
      {
        kind: "receipt",
        userId: "u-42",
        notificationId: "01KAS0000000000000000000XD",
        channel: "email",
        provider: "ses",
        providerMessageId: "m-1",
        result: "delivered",
        at: new Date(timestamp),
      },
    ]);
    expect(await receive(queued[0])).toBe(false);
    expect(putBacks).toEqual([1]);
  });

  test("goes back as it is where SQS does not take it either", async () => {
    deps = { ...deps, deliveries: { read: down, write: async () => false }, send: down };
    expect(await receive(delivered)).toBe(false);
    expect(putBacks).toEqual([1]);
  });
});

test("a message that cannot be put back comes back by itself", async () => {
  deps = { ...deps, putBack: () => Promise.reject(new Error("no")) };
  expect(await receive("?")).toBe(false);
});
