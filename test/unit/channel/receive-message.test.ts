import type { SQSRecord } from "aws-lambda";
import { beforeEach, describe, expect, test } from "vitest";
import { DependencyUnavailable } from "../../../lambdas/core/ports.ts";
import type { ReceiveDependencies } from "../../../lambdas/functions/channel/receive-message.ts";
import { receiveMessage } from "../../../lambdas/functions/channel/receive-message.ts";
import { healthOver, InMemoryHealth } from "../../support/in-memory/health.ts";
import { countingIdentifiers } from "../../support/in-memory/identifiers.ts";
import { scriptedProvider, unavailable } from "../../support/in-memory/providers.ts";
import { InMemoryStore } from "../../support/in-memory/store.ts";
import { VirtualTime } from "../../support/in-memory/virtual-time.ts";

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
    deliveries: store,
    suppressions: store,
    roster: { read: async () => [provider] },
    health: healthOver(new InMemoryHealth(), time),
    identifiers: countingIdentifiers(),
    clock: time,
    timer: time,
    random: () => 0,
    policy: { retryDelaysSeconds: [10], afterUnknown: "resend", maxReceives: 20 },
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

function receive(body: string, count = 1) {
  const message = {
    messageId: "m-1",
    receiptHandle: "r-1",
    body,
    attributes: {
      ApproximateReceiveCount: String(count),
      SentTimestamp: String(time.now().getTime()),
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
    ["a field too many", JSON.stringify({ ...reference, message: "Hi" })],
  ])("%s", async (_, body) => {
    expect(await receive(body)).toBe(false);
    expect(putBacks).toEqual([["r-1", 0]]);
    expect(store.deliveries.size).toBe(0);
  });
});

test("a store that is down puts the message back for its next delay", async () => {
  const down = () => Promise.reject(new DependencyUnavailable("DynamoDB", new Error("down")));
  deps = { ...deps, deliveries: { read: down, write: down } };
  expect(await receive(JSON.stringify(reference))).toBe(false);
  expect(putBacks).toEqual([["r-1", 10]]);
});

test("a message that cannot be put back is reported all the same", async () => {
  provider.response = unavailable;
  const putBack = () => Promise.reject(new DependencyUnavailable("SQS", new Error("down")));
  deps = { ...deps, putBack };
  expect(await receive(JSON.stringify(reference))).toBe(false);
});
