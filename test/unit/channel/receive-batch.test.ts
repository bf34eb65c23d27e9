import type { SQSRecord } from "aws-lambda";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { DependencyUnavailable } from "../../../lambdas/core/ports/unavailable.ts";
import type { BatchDependencies } from "../../../lambdas/functions/channel/receive-batch.ts";
import { receiveBatch } from "../../../lambdas/functions/channel/receive-batch.ts";
import { logger } from "../../../lambdas/runtime/logger.ts";
import { unavailable } from "../../support/in-memory/providers.ts";
import { users } from "../../support/stage-secret.ts";
import { AttemptStage } from "../core/attempt-stage.ts";

const body = JSON.stringify({
  userId: "u-42",
  notificationId: "01KAS0000000000000000000XD",
  channel: "sms",
});

let stage: AttemptStage;
let calls: string[];
let deps: BatchDependencies;

beforeEach(() => {
  stage = new AttemptStage();
  calls = [];
  void stage.store.add({
    id: "01KAS0000000000000000000XD",
    userId: "u-42",
    message: "Hi",
    addresses: { phoneNumber: "+48600100200" },
    channels: ["sms"],
    expectsResponse: false,
    registeredAt: stage.time.now(),
  });
  deps = {
    ...stage.deps,
    channel: "sms",
    users,
    hold: async (handles, seconds) => {
      calls.push(`hold ${handles.join()} ${seconds}`);
    },
    putBack: async (handle, seconds) => {
      calls.push(`put back ${handle} ${seconds}`);
    },
  };
});

afterEach(() => vi.restoreAllMocks());

function messages(...bodies: string[]): SQSRecord[] {
  const attributes = {
    ApproximateReceiveCount: "1",
    SentTimestamp: String(stage.time.now().getTime()),
  };
  return bodies.map(
    (text, index) =>
      ({
        messageId: `m-${index}`,
        receiptHandle: `r-${index}`,
        body: text,
        attributes,
      }) as SQSRecord,
  );
}

function receive(batch: readonly SQSRecord[], ms = 30_000) {
  return receiveBatch(deps, batch, new Date(stage.time.now().getTime() + ms));
}

test("a batch's messages are held until soon after the function is stopped", async () => {
  await receive(messages(body, "{}"), 14_600);
  expect(calls).toEqual(["hold r-0,r-1 18", "put back r-1 0"]);
});

test("those that are not done with are reported", async () => {
  expect(await receive(messages(body, "{}"))).toEqual({
    batchItemFailures: [{ itemIdentifier: "m-1" }],
  });
});

test("no message is put back before the batch is held, as that would undo it", async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  deps = {
    ...deps,
    hold: async () => {
      await promise;
      calls.push("held");
    },
  };
  const received = receive(messages("{}"));
  await new Promise(setImmediate);
  expect(calls).toEqual([]);
  resolve();
  await received;
  expect(calls).toEqual(["held", "put back r-0 0"]);
});

test("the function does not end before the batch is held", async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  deps = { ...deps, hold: () => promise };
  let isOver = false;
  const received = receive(messages(body)).then(() => {
    isOver = true;
  });
  await new Promise(setImmediate);
  expect([stage.one.received.length, isOver]).toEqual([1, false]);
  resolve();
  await received;
});

describe("a batch that cannot be held", () => {
  test("is handled all the same, and the log says so", async () => {
    const warn = vi.spyOn(logger, "warn").mockImplementation(() => {});
    const hold = () => Promise.reject(new DependencyUnavailable("SQS", new Error("down")));
    deps = { ...deps, hold };
    stage.one.response = unavailable;
    stage.two.response = unavailable;
    expect(await receive(messages(body))).toEqual({
      batchItemFailures: [{ itemIdentifier: "m-0" }],
    });
    expect(calls).toEqual(["put back r-0 10"]);
    expect(warn.mock.calls.map(([text]) => text)).toEqual(["messages not held"]);
  });
});
