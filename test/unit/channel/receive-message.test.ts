import type { SQSRecord } from "aws-lambda";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { deliveryMessageBody } from "../../../lambdas/adapters/delivery-message.ts";
import { DependencyUnavailable } from "../../../lambdas/core/ports/unavailable.ts";
import type { ReceiveDependencies } from "../../../lambdas/functions/channel/receive-message.ts";
import { receiveMessage } from "../../../lambdas/functions/channel/receive-message.ts";
import { logger } from "../../../lambdas/runtime/logger.ts";
import { metrics } from "../../../lambdas/runtime/metrics.ts";
import { healthOver, InMemoryHealth } from "../../support/in-memory/health.ts";
import { countingIdentifiers } from "../../support/in-memory/identifiers.ts";
import { scriptedProvider, throttled, unavailable } from "../../support/in-memory/providers.ts";
import { InMemoryStore } from "../../support/in-memory/store.ts";
import { VirtualTime } from "../../support/in-memory/virtual-time.ts";
import { plainUsers, users } from "../../support/stage-secret.ts";

const reference = { userId: "u-42", notificationId: "01KAS0000000000000000000XD", channel: "sms" };

let store: InMemoryStore;
let time: VirtualTime;
let putBacks: [string, number][];
let provider: ReturnType<typeof scriptedProvider>;
let deps: ReceiveDependencies;

beforeEach(async () => {
  store = new InMemoryStore();
  time = new VirtualTime();
  putBacks = [];
  provider = scriptedProvider("one");
  deps = {
    channel: "sms",
    users,
    deliveries: store,
    suppressions: store,
    roster: { read: async () => [provider] },
    health: healthOver(new InMemoryHealth(), time),
    identifiers: countingIdentifiers(),
    clock: time,
    timer: time,
    random: () => 0,
    policy: { retryDelaysSeconds: [10], afterUnknown: "resend", order: "listed", maxReceives: 20 },
    putBack: async (handle, seconds) => {
      putBacks.push([handle, seconds]);
    },
  };
  await store.add({
    id: reference.notificationId,
    userId: "u-42",
    message: "Hi",
    addresses: { phoneNumber: "+48600100200" },
    channels: ["sms"],
    expectsResponse: false,
    registeredAt: time.now(),
  });
});

afterEach(() => {
  vi.restoreAllMocks();
  metrics.clearMetrics();
});

function receive(body: string, count = 1, sentAt = time.now()) {
  const message = {
    messageId: "m-1",
    receiptHandle: "r-1",
    body,
    attributes: {
      ApproximateReceiveCount: String(count),
      SentTimestamp: String(sentAt.getTime()),
    },
  } as SQSRecord;
  return receiveMessage(deps, message, new Date(time.now().getTime() + 30_000));
}

test("a message whose delivery has ended is done with", async () => {
  expect(await receive(JSON.stringify(reference))).toBe(true);
  expect(putBacks).toEqual([]);
});

test("a message that nobody accepted is put back and reported", async () => {
  provider.response = unavailable;
  expect(await receive(JSON.stringify(reference))).toBe(false);
  expect(putBacks).toEqual([["r-1", 10]]);
});

describe("a malformed message goes on to the dead-letter queue", () => {
  test.each([
    ["text", "hello"],
    ["JSON of another shape", "{}"],
    ["null", "null"],
    ["another channel's", JSON.stringify({ ...reference, channel: "email" })],
    ["a user id that cannot be", JSON.stringify({ ...reference, userId: "" })],
    [
      "one that calls itself older than any",
      JSON.stringify({ ...reference, userId: 7, version: 0 }),
    ],
  ])("%s", async (_, body) => {
    expect(await receive(body)).toBe(false);
    expect(putBacks).toEqual([["r-1", 0]]);
    expect(store.deliveries.size).toBe(0);
  });
});

describe("a message of another release", () => {
  test.each([
    ["yesterday's", reference],
    ["today's", JSON.parse(deliveryMessageBody(users, reference))],
    ["one that says its version", { ...reference, version: 1 }],
    ["tomorrow's with one more field", { ...reference, version: 1, priority: { of: "urgent" } }],
  ])("is delivered: %s", async (_, message) => {
    expect(await receive(JSON.stringify(message))).toBe(true);
    expect(provider.received).toHaveLength(1);
  });

  test("of a version that only a newer one reads waits for that one, without an attempt", async () => {
    const body = JSON.stringify({ ...reference, version: 2 });
    const sentAt = time.now();
    expect(await receive(body, 1, sentAt)).toBe(false);
    time.advance(3_600_000);
    expect(await receive(body, 2, sentAt)).toBe(false);
    expect(await receive(body, 20, sentAt)).toBe(false);
    expect(putBacks).toEqual([
      ["r-1", 1],
      ["r-1", 2],
      ["r-1", 180],
    ]);
    expect(store.deliveries.size).toBe(0);
  });

  test("says no version and no user's id, or ids alone as release 0.1 takes no field more", () => {
    const { userId: _, ...rest } = reference;
    expect(JSON.parse(deliveryMessageBody(users, reference))).toEqual({
      user: expect.stringMatching(/^[\w-]{43,}$/),
      ...rest,
    });
    expect(JSON.parse(deliveryMessageBody(plainUsers, reference))).toEqual(reference);
  });
});

test("a store that is down puts the message back, for longer each time", async () => {
  const down = () => Promise.reject(new DependencyUnavailable("DynamoDB", new Error("down")));
  deps = { ...deps, deliveries: { read: down, write: down } };
  for (const count of [1, 2, 5, 60]) {
    expect(await receive(JSON.stringify(reference), count)).toBe(false);
  }
  expect(putBacks).toEqual([
    ["r-1", 1],
    ["r-1", 2],
    ["r-1", 16],
    ["r-1", 900],
  ]);
});

describe("what is on its way to the dead-letter queue is said once", () => {
  test("of a malformed message", async () => {
    const error = vi.spyOn(logger, "error").mockImplementation(() => {});
    for (const count of [1, 2, 3]) {
      await receive("hello", count);
    }
    expect(error.mock.calls).toEqual([["malformed message", { messageId: "m-1" }]]);
  });

  test("of a delivery whose attempts are used up", async () => {
    provider.response = unavailable;
    deps = { ...deps, policy: { ...deps.policy, retryDelaysSeconds: [] } };
    const info = vi.spyOn(logger, "info").mockImplementation(() => {});
    const addMetric = vi.spyOn(metrics, "addMetric");
    for (const count of [1, 2, 3]) {
      expect(await receive(JSON.stringify(reference), count)).toBe(false);
    }
    expect(putBacks).toEqual(Array(3).fill(["r-1", 0]));
    expect(info).toHaveBeenCalledOnce();
    expect(addMetric.mock.calls.map(([name]) => name)).toEqual([
      "DeliveryFailed",
      "ProviderFailure",
    ]);
  });
});

test("a provider that is too busy is no failure of it", async () => {
  provider.response = throttled;
  const addMetric = vi.spyOn(metrics, "addMetric");
  await receive(JSON.stringify(reference));
  expect(addMetric.mock.calls.map(([name]) => name)).toEqual(["PutBack", "ProviderThrottled"]);
});

test("a message that cannot be put back is reported all the same", async () => {
  provider.response = unavailable;
  const putBack = () => Promise.reject(new DependencyUnavailable("SQS", new Error("down")));
  deps = { ...deps, putBack };
  expect(await receive(JSON.stringify(reference))).toBe(false);
});
