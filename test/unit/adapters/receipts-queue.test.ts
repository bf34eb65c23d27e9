import type { SendMessageBatchCommand, SQSClient } from "@aws-sdk/client-sqs";
import { beforeEach, describe, expect, test } from "vitest";
import { sendAll } from "../../../lambdas/adapters/sqs-receipts-queue.ts";
import { DependencyUnavailable } from "../../../lambdas/core/ports/unavailable.ts";

const queueUrl = "https://sqs.example.com/receipts";

let batches: string[][];
let underWay: number;
let maxUnderWay: number;
/** What the queue does with a batch: takes it, unless told otherwise. */
let take: (batch: readonly string[]) => { Failed?: { Id: string }[] };
let client: SQSClient;

beforeEach(() => {
  batches = [];
  underWay = 0;
  maxUnderWay = 0;
  take = () => ({});
  client = { send } as unknown as SQSClient;
});

async function send({ input }: SendMessageBatchCommand) {
  expect(input.QueueUrl).toBe(queueUrl);
  const { Entries = [] } = input;
  expect(new Set(Entries.map(({ Id }) => Id)).size).toBe(Entries.length);
  const batch = Entries.map(({ MessageBody = "" }) => MessageBody);
  batches.push(batch);
  underWay += 1;
  maxUnderWay = Math.max(maxUnderWay, underWay);
  await new Promise((resolve) => setImmediate(resolve));
  underWay -= 1;
  return take(batch);
}

function bodies(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `body ${index}`);
}

function fails(): never {
  throw new Error("down");
}

/** The tenth message of a batch is not taken, however often it is sent. */
function takesOneLess() {
  return { Failed: [{ Id: "9" }] };
}

describe("sending many bodies", () => {
  test("800 are 80 calls, of which 8 are under way at once", async () => {
    await sendAll(client, queueUrl, bodies(800));
    expect(batches.map(({ length }) => length)).toEqual(Array(80).fill(10));
    expect(batches.flat().toSorted()).toEqual(bodies(800).toSorted());
    expect(maxUnderWay).toBe(8);
  });

  test.each([
    [0, []],
    [1, [1]],
    [10, [10]],
    [11, [10, 1]],
  ])("%i are calls of %j", async (count, sizes) => {
    await sendAll(client, queueUrl, bodies(count));
    expect(batches.map(({ length }) => length)).toEqual(sizes);
  });

  test("a batch has no more bytes than SQS takes, whatever characters they are", async () => {
    const long = Array.from({ length: 10 }, () => "ж".repeat(40_000));
    await sendAll(client, queueUrl, [...long, "x".repeat(262_144), "y"]);
    expect(batches.map(({ length }) => length)).toEqual([3, 3, 3, 1, 1, 1]);
  });

  test.each([
    ["fails", fails],
    ["takes one message less", takesOneLess],
  ])("rejects when a call %s, once nothing is under way", async (_, fail) => {
    take = (batch) => (batch.includes("body 49") ? fail() : {});
    const sent = sendAll(client, queueUrl, bodies(800));
    await expect(sent).rejects.toThrow(DependencyUnavailable);
    expect(underWay).toBe(0);
  });

  test("begins no further call after one that fails", async () => {
    take = (batch) => (batch.includes("body 0") ? fails() : {});
    await expect(sendAll(client, queueUrl, bodies(800))).rejects.toThrow(DependencyUnavailable);
    expect(batches).toHaveLength(8);
  });

  test.each([
    ["fails", fails, 80],
    ["takes one message less", takesOneLess, 82],
  ])("takes a last call that %s for a failure too", async (_, fail, calls) => {
    take = (batch) => (batch.includes("body 799") ? fail() : {});
    await expect(sendAll(client, queueUrl, bodies(800))).rejects.toThrow(DependencyUnavailable);
    expect(batches).toHaveLength(calls);
  });

  test("sends again what SQS did not take, and only that", async () => {
    take = (batch) => (batch.length === 10 ? { Failed: [{ Id: "1" }, { Id: "7" }] } : {});
    await sendAll(client, queueUrl, bodies(11));
    expect(batches.map(({ length }) => length)).toEqual([10, 1, 2]);
    expect(batches[2]).toEqual(["body 1", "body 7"]);
  });

  test("gives up what SQS goes on not to take", async () => {
    take = () => ({ Failed: [{ Id: "0" }] });
    await expect(sendAll(client, queueUrl, bodies(2))).rejects.toMatchObject({ service: "SQS" });
    expect(batches).toEqual([bodies(2), ["body 0"], ["body 0"]]);
  });
});
