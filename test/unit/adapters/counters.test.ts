import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { dynamoDbAddressCounter } from "../../../lambdas/adapters/dynamodb-address-counter.ts";
import { dynamoDbChannelCounter } from "../../../lambdas/adapters/dynamodb-channel-counter.ts";
import { dynamoDbClient } from "../../../lambdas/adapters/dynamodb-client.ts";
import { AwsFailure } from "../../support/fake-aws.ts";
import type { FakeDynamoDb } from "../../support/fake-dynamodb.ts";
import { startFakeDynamoDb } from "../../support/fake-dynamodb.ts";
import { VirtualTime } from "../../support/in-memory/virtual-time.ts";
import { hashing } from "../../support/stage-secret.ts";
import { sent } from "../../support/stored-items.ts";

const at = new Date("2026-11-23T15:20:00Z");
const endOfDay = Date.parse("2026-11-24T00:00:00Z") / 1_000;

let fake: FakeDynamoDb;
let aws: FakeDynamoDb["aws"];
let requested: FakeDynamoDb["requested"];
let refuse: FakeDynamoDb["refuse"];

beforeAll(async () => {
  fake = await startFakeDynamoDb();
  ({ aws, requested, refuse } = fake);
});

afterAll(() => aws.close());

beforeEach(() => aws.reset());

const tableOf = () => ({ ...fake.table, once: dynamoDbClient({ maxAttempts: 1 }) });

describe("an address's slots", () => {
  const counter = () => dynamoDbAddressCounter(tableOf(), hashing);
  const id = `limit#address#${hashing.addressMark("hash")}#2026-11-23`;
  const both = { hour: 5, day: 20 };

  test("are taken of the hour and the day with one update", async () => {
    expect(await counter().take("hash", at, 2, both)).toBeUndefined();
    expect(requested("UpdateItem")).toEqual({
      TableName: "Notifications",
      Key: { userId: id, recordId: id },
      UpdateExpression: "ADD #day :slots, #hour :slots SET expiresAtEpoch = :expiresAtEpoch",
      ConditionExpression:
        "(attribute_not_exists(#day) OR #day <= :day) AND (attribute_not_exists(#hour) OR #hour <= :hour)",
      ExpressionAttributeNames: { "#day": "day", "#hour": "hour-15" },
      values: { ":slots": 2, ":day": 18, ":hour": 3, ":expiresAtEpoch": endOfDay + 7_200 },
      ReturnValuesOnConditionCheckFailure: "ALL_OLD",
    });
  });

  test.each([
    [{ hour: 5 }, "(attribute_not_exists(#hour) OR #hour <= :hour)", { ":hour": 4 }],
    [{ day: 20 }, "(attribute_not_exists(#day) OR #day <= :day)", { ":day": 19 }],
  ])("are limited by what there is: %j", async (limits, condition, values) => {
    await counter().take("hash", at, 1, limits);
    const made = requested("UpdateItem");
    expect(made.ConditionExpression).toBe(condition);
    expect(made.values).toEqual({
      ...values,
      ":slots": 1,
      ":expiresAtEpoch": endOfDay + 7_200,
    });
  });

  test.each([
    ["the hour", { "hour-15": 5, day: 7 }, "hour"],
    ["the day", { "hour-15": 1, day: 20 }, "day"],
    ["both", { "hour-15": 5, day: 20 }, "day"],
    ["the day, with slots of another hour", { "hour-14": 5, day: 20 }, "day"],
  ])("are refused by the window that is full: %s", async (_, found, full) => {
    refuse("UpdateItem", found);
    expect(await counter().take("hash", at, 1, both)).toBe(full);
  });

  test.each([
    [{ hour: 0 }, 1, "hour"],
    [{ hour: 3, day: 1 }, 2, "day"],
    [{ hour: 1, day: 20 }, 2, "hour"],
  ])("that a limit never has room for cost no call: %j for %i", async (limits, slots, full) => {
    expect(await counter().take("hash", at, slots, limits)).toBe(full);
    expect(aws.calls).toEqual([]);
  });

  test("are given back to both windows, by one call that is not repeated", async () => {
    aws.fail("DynamoDB.UpdateItem", new AwsFailure("ThrottlingException"));
    await expect(counter().release("hash", at, 2)).rejects.toMatchObject({ service: "DynamoDB" });
    expect(requested("UpdateItem")).toEqual({
      TableName: "Notifications",
      Key: { userId: id, recordId: id },
      UpdateExpression: "ADD #c0 :c0, #c1 :c1",
      ConditionExpression: "attribute_exists(recordId)",
      ExpressionAttributeNames: { "#c0": "day", "#c1": "hour-15" },
      values: { ":c0": -2, ":c1": -2 },
    });
  });

  test("are read as they are", async () => {
    expect(await counter().used("hash", at)).toEqual({ hour: 0, day: 0 });
    aws.respond("DynamoDB.GetItem", () => ({
      Item: sent([{ day: 9, "hour-15": 4, "hour-14": 5 }])[0],
    }));
    expect(await counter().used("hash", at)).toEqual({ hour: 4, day: 9 });
  });
});

describe("a channel's slots", () => {
  const day = "2026-11-23";
  let time: VirtualTime;
  /** What each part has counted, as DynamoDB would have it. */
  let counts: number[];
  let picks: number[];
  let counter: ReturnType<typeof dynamoDbChannelCounter>;

  beforeEach(() => {
    time = new VirtualTime();
    counts = Array.from({ length: 16 }, () => 0);
    picks = [];
    const random = () => picks.shift() ?? 0;
    counter = dynamoDbChannelCounter(tableOf(), { clock: time, random });
    aws.respond("DynamoDB.UpdateItem", ({ Key, ExpressionAttributeValues: values }) => {
      const part = partOf(Key);
      if (values[":share"] !== undefined && (counts[part] ?? 0) >= Number(values[":share"].N)) {
        throw new AwsFailure("ConditionalCheckFailedException");
      }
      counts[part] = (counts[part] ?? 0) + Number((values[":one"] ?? values[":c0"]).N);
      return {};
    });
    aws.respond("DynamoDB.BatchGetItem", ({ RequestItems }) => {
      const { Keys, ConsistentRead } = RequestItems["Notifications"];
      expect(ConsistentRead).toBe(true);
      const items = Keys.map((key: Parameters<typeof partOf>[0]) => ({
        ...key,
        count: { N: String(counts[partOf(key)]) },
      }));
      return { Responses: { Notifications: items } };
    });
  });

  function partOf(key: { recordId: { S: string } }): number {
    const [, part = ""] = /^limit#channel#sms#2026-11-23#(\d+)$/.exec(key.recordId.S) ?? [];
    return Number(part);
  }

  const operations = () => aws.calls.map(({ operation }) => operation.slice("DynamoDB.".length));

  test("are taken of one part with one update, which ends with its day", async () => {
    picks = [0.99];
    expect(await counter.take("sms", day, 20_000)).toBe(15);
    expect(requested("UpdateItem")).toEqual({
      TableName: "Notifications",
      Key: { userId: `limit#channel#sms#${day}#15`, recordId: `limit#channel#sms#${day}#15` },
      UpdateExpression: "ADD #count :one SET expiresAtEpoch = :expiresAtEpoch",
      ConditionExpression: "attribute_not_exists(#count) OR #count < :share",
      ExpressionAttributeNames: { "#count": "count" },
      values: { ":one": 1, ":share": 1_250, ":expiresAtEpoch": endOfDay + 7_200 },
    });
  });

  test.each([1, 5, 16, 17, 40])("are as many as the limit, and no more: %i", async (limit) => {
    for (let taken = 0; taken < limit; taken += 1) {
      expect(await counter.take("sms", day, limit)).toBeDefined();
    }
    expect(await counter.take("sms", day, limit)).toBeUndefined();
    expect(await counter.used("sms", day)).toBe(limit);
  });

  test("are taken of another part where one has none left, which one read finds", async () => {
    counts = counts.map((_, part) => (part === 7 ? 2 : 10));
    expect(await counter.take("sms", day, 160)).toBe(7);
    expect(operations()).toEqual(["UpdateItem", "BatchGetItem", "UpdateItem"]);
  });

  test("that are used up are known for a second", async () => {
    counts = counts.map(() => 10);
    expect(await counter.take("sms", day, 160)).toBeUndefined();
    expect(operations()).toEqual(["UpdateItem", "BatchGetItem"]);
    time.advance(999);
    expect(await counter.take("sms", day, 160)).toBeUndefined();
    expect(operations()).toHaveLength(2);
    time.advance(1);
    counts[3] = 9;
    expect(await counter.take("sms", day, 160)).toBe(3);
  });

  test("are used up where a limit was lowered below what is taken", async () => {
    counts = counts.map((_, part) => (part === 0 ? 9 : 20));
    picks = [0.5];
    expect(await counter.take("sms", day, 160)).toBeUndefined();
  });

  test("of a limit of 0 cost no call", async () => {
    expect(await counter.take("sms", day, 0)).toBeUndefined();
    expect(aws.calls).toEqual([]);
  });

  test("that others take each time are tried for no longer than a while", async () => {
    aws.fail("DynamoDB.UpdateItem", new AwsFailure("ConditionalCheckFailedException"));
    await expect(counter.take("sms", day, 160)).rejects.toMatchObject({ service: "DynamoDB" });
    expect(aws.calls).toHaveLength(20);
  });

  test("are given back to the part that they were taken of", async () => {
    await counter.take("sms", day, 20);
    counts[4] = 1;
    await counter.release("sms", day, 4);
    expect(counts.slice(0, 5)).toEqual([1, 0, 0, 0, 0]);
  });
});
