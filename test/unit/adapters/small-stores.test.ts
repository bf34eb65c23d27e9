import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { dynamoDbHealthStore } from "../../../lambdas/adapters/dynamodb-health-store.ts";
import { dynamoDbMessageIndex } from "../../../lambdas/adapters/dynamodb-message-index.ts";
import { dynamoDbSuppressionStore } from "../../../lambdas/adapters/dynamodb-suppression-store.ts";
import { dynamoDbThrottleCounter } from "../../../lambdas/adapters/dynamodb-throttle-counter.ts";
import { suppressionKeptSeconds } from "../../../lambdas/core/suppression.ts";
import { AwsFailure } from "../../support/fake-aws.ts";
import type { FakeDynamoDb } from "../../support/fake-dynamodb.ts";
import { startFakeDynamoDb } from "../../support/fake-dynamodb.ts";
import { VirtualTime } from "../../support/in-memory/virtual-time.ts";
import { hashing, users } from "../../support/stage-secret.ts";
import { acceptedNotification, sent } from "../../support/stored-items.ts";

const time = new VirtualTime();
const now = time.now();
const nowSeconds = now.getTime() / 1_000;
const later = new Date(now.getTime() + 60_000);
const notification = acceptedNotification({ registeredAt: now });
const { userId, id: notificationId } = notification;
const reference = { userId, notificationId, channel: "sms" };

let aws: FakeDynamoDb["aws"];
let table: FakeDynamoDb["table"];
let requested: FakeDynamoDb["requested"];
let refuse: FakeDynamoDb["refuse"];

beforeAll(async () => {
  ({ aws, table, requested, refuse } = await startFakeDynamoDb());
});

afterAll(() => aws.close());

beforeEach(() => aws.reset());

describe("a throttle slot", () => {
  const take = (limit: number) =>
    dynamoDbThrottleCounter({ ...table, once: table.client }, time).take(
      userId,
      "2026-11-23T15",
      limit,
    );

  test("is taken while the count is below the limit", async () => {
    aws.respond("DynamoDB.UpdateItem", () => ({ Attributes: { count: { N: "2" } } }));
    expect(await take(3)).toBe(1);
    expect(requested("UpdateItem")).toEqual({
      TableName: "Notifications",
      Key: { userId, recordId: "throttle#2026-11-23T15" },
      UpdateExpression: "ADD #count :one SET expiresAtEpoch = :expiresAtEpoch",
      ConditionExpression: "attribute_not_exists(#count) OR #count < :limit",
      ExpressionAttributeNames: { "#count": "count" },
      values: { ":one": 1, ":limit": 3, ":expiresAtEpoch": nowSeconds + 7_200 },
      ReturnValues: "UPDATED_NEW",
    });
  });

  test("is the last one of a limit of 1", async () => {
    aws.respond("DynamoDB.UpdateItem", () => ({ Attributes: { count: { N: "1" } } }));
    expect(await take(1)).toBe(0);
  });

  test("is not taken at the limit, and never with a limit of 0", async () => {
    refuse("UpdateItem");
    expect(await take(1)).toBeUndefined();
    aws.reset();
    expect(await take(0)).toBeUndefined();
    expect(aws.calls).toEqual([]);
  });
});

describe("slots of a window", () => {
  const counter = () => dynamoDbThrottleCounter({ ...table, once: table.client }, time);

  test("are given back where they were taken", async () => {
    await counter().release(userId, "2026-11-23T15");
    expect(requested("UpdateItem")).toEqual({
      TableName: "Notifications",
      Key: { userId, recordId: "throttle#2026-11-23T15" },
      UpdateExpression: "ADD #c0 :c0",
      ConditionExpression: "attribute_exists(recordId)",
      ExpressionAttributeNames: { "#c0": "count" },
      values: { ":c0": -1 },
    });
    refuse("UpdateItem");
    await expect(counter().release(userId, "2026-11-23T15")).resolves.toBeUndefined();
  });

  test("are read as they are", async () => {
    expect(await counter().used(userId, "2026-11-23T15")).toBe(0);
    expect(requested("GetItem")).toEqual({
      TableName: "Notifications",
      Key: { userId, recordId: "throttle#2026-11-23T15" },
      ConsistentRead: true,
    });
    aws.respond("DynamoDB.GetItem", () => ({ Item: sent([{ count: 3 }])[0] }));
    expect(await counter().used(userId, "2026-11-23T15")).toBe(3);
  });
});

describe("a suppression", () => {
  const store = () => dynamoDbSuppressionStore(table, time, hashing);
  const suppression = { reason: "bounced", provider: "ses", at: now } as const;
  const place = { TableName: "Notifications", Key: { userId, recordId: "suppressions" } };
  const names = { "#hash": "h", "#lifted": "lifted#h" };
  const addressKey = (hash: string) => {
    const id = `suppressed#${hashing.addressMark(hash)}`;
    return { userId: id, recordId: id };
  };

  const suppress = () => store().suppress(notification, "h", suppression);
  /** What a transaction is refused with: a code for each of its items. */
  const canceled = (...codes: string[]) =>
    new AwsFailure("TransactionCanceledException", {
      CancellationReasons: codes.map((Code) => ({ Code })),
    });

  test("is kept unless the address was lifted since, or the notification erased", async () => {
    await suppress();
    const { TransactItems } = requested("TransactWriteItems");
    expect(TransactItems).toEqual([
      {
        ConditionCheck: {
          TableName: "Notifications",
          Key: { userId: { S: userId }, recordId: { S: `notification#${notificationId}` } },
          ConditionExpression: "attribute_exists(recordId) AND attribute_not_exists(erasedAt)",
        },
      },
      {
        Update: {
          TableName: "Notifications",
          Key: { userId: { S: userId }, recordId: { S: "suppressions" } },
          UpdateExpression: "SET #hash = if_not_exists(#hash, :suppression)",
          ConditionExpression: "attribute_not_exists(#lifted) OR #lifted < :at",
          ExpressionAttributeNames: names,
          ExpressionAttributeValues: {
            ":suppression": {
              M: { reason: { S: "bounced" }, provider: { S: "ses" }, at: { S: now.toISOString() } },
            },
            ":at": { S: now.toISOString() },
          },
        },
      },
      {
        Update: {
          TableName: "Notifications",
          Key: sent([addressKey("h")])[0],
          UpdateExpression:
            "SET suppression = if_not_exists(suppression, :suppression), expiresAtEpoch = :expiresAtEpoch",
          ConditionExpression: "attribute_not_exists(liftedAt) OR liftedAt < :at",
          ExpressionAttributeValues: {
            ":suppression": {
              M: { reason: { S: "bounced" }, provider: { S: "ses" }, at: { S: now.toISOString() } },
            },
            ":at": { S: now.toISOString() },
            ":expiresAtEpoch": { N: String(nowSeconds + suppressionKeptSeconds) },
          },
        },
      },
    ]);
  });

  test.each([
    ["the notification is gone", ["ConditionalCheckFailed", "None"]],
    ["the address was lifted since", ["None", "ConditionalCheckFailed"]],
  ])("is not kept when %s", async (_, codes) => {
    aws.fail("DynamoDB.TransactWriteItems", canceled(...codes));
    await expect(suppress()).resolves.toBeUndefined();
  });

  test.each([
    ["another write is in the way", ["TransactionConflict", "None"]],
    ["DynamoDB is throttled", ["ConditionalCheckFailed", "ThrottlingError"]],
    ["no reason is given", []],
  ])("is tried again later when %s", async (_, codes) => {
    aws.fail("DynamoDB.TransactWriteItems", canceled(...codes));
    await expect(suppress()).rejects.toMatchObject({ service: "DynamoDB" });
  });

  test("is listed by its address as well, and what was lifted is not", async () => {
    const kept = { ...suppression, at: now.toISOString() };
    const Item = sent([{ ...place.Key, h: kept, i: kept, "lifted#g": now.toISOString() }])[0];
    aws.respond("DynamoDB.GetItem", () => ({ Item }));
    const ofAddresses = [
      { ...addressKey("i"), liftedAt: now.toISOString(), expiresAtEpoch: nowSeconds + 1 },
      { ...addressKey("j"), suppression: kept, expiresAtEpoch: nowSeconds + 1 },
      { ...addressKey("k"), suppression: kept, expiresAtEpoch: nowSeconds },
    ];
    aws.respond("DynamoDB.BatchGetItem", () => ({
      Responses: { Notifications: sent(ofAddresses) },
    }));
    expect(await store().listSuppressions(userId, ["j", "k"])).toEqual(
      new Map([
        ["h", suppression],
        ["j", suppression],
      ]),
    );
    expect(aws.inputsOf("DynamoDB.GetItem")).toEqual([
      { TableName: "Notifications", Key: sent([place.Key])[0], ConsistentRead: true },
    ]);
    const [{ RequestItems }] = aws.inputsOf("DynamoDB.BatchGetItem");
    expect(RequestItems["Notifications"]).toEqual({
      Keys: sent(["h", "i", "j", "k"].map(addressKey)),
      ConsistentRead: true,
    });
    aws.reset();
    expect(await store().listSuppressions(userId)).toEqual(new Map());
    expect(aws.inputsOf("DynamoDB.BatchGetItem")).toEqual([]);
  });

  test("of a user ends after five years, as that of an address does", async () => {
    const at = new Date(now.getTime() - suppressionKeptSeconds * 1000).toISOString();
    const Item = sent([{ ...place.Key, h: { ...suppression, at } }])[0];
    aws.respond("DynamoDB.GetItem", () => ({ Item }));
    expect(await store().listSuppressions(userId)).toEqual(new Map());
  });

  /** Has the lift of the address find one item, and that of the user's the other. */
  function liftFinds(ofAddress: object | undefined, ofUser: object | undefined): void {
    aws.respond("DynamoDB.UpdateItem", ({ Key }) => {
      const found = Key.userId.S === userId ? ofUser : ofAddress;
      if (found === undefined) {
        return {};
      }
      throw new AwsFailure("ConditionalCheckFailedException", { Item: sent([found])[0] });
    });
  }

  test("is lifted at the address first, and then at the user", async () => {
    expect(await store().lift(userId, "h", now)).toBe(true);
    const [ofAddress, ofUser] = aws.inputsOf("DynamoDB.UpdateItem");
    expect(ofAddress).toEqual({
      TableName: "Notifications",
      Key: sent([addressKey("h")])[0],
      UpdateExpression: "REMOVE suppression SET liftedAt = :at, expiresAtEpoch = :expiresAtEpoch",
      ConditionExpression:
        "attribute_exists(suppression) AND (attribute_not_exists(liftedAt) OR liftedAt <> :at)",
      ExpressionAttributeValues: sent([
        { ":at": now.toISOString(), ":expiresAtEpoch": nowSeconds + suppressionKeptSeconds },
      ])[0],
      ReturnValuesOnConditionCheckFailure: "ALL_OLD",
    });
    expect(ofUser).toEqual({
      TableName: "Notifications",
      Key: sent([place.Key])[0],
      UpdateExpression: "REMOVE #hash SET #lifted = :at",
      ConditionExpression:
        "attribute_exists(#hash) AND (attribute_not_exists(#lifted) OR #lifted <> :at)",
      ExpressionAttributeNames: names,
      ExpressionAttributeValues: sent([{ ":at": now.toISOString() }])[0],
      ReturnValuesOnConditionCheckFailure: "ALL_OLD",
    });
  });

  const lifted = now.toISOString();
  const before = later.toISOString();
  test.each([
    ["at the address alone", undefined, {}, true],
    ["at the user alone, of an older release", {}, undefined, true],
    ["at neither", {}, {}, false],
    ["before, by this call, at the address", { liftedAt: lifted }, {}, true],
    ["before, by this call, at the user", {}, { "lifted#h": lifted }, true],
    ["before, by another call", { liftedAt: before }, { "lifted#h": before }, false],
  ])("that is lifted %s", async (_, ofAddress, ofUser, isLifted) => {
    liftFinds(ofAddress, ofUser);
    expect(await store().lift(userId, "h", now)).toBe(isLifted);
  });
});

describe("a provider's health", () => {
  const store = () => dynamoDbHealthStore(table.client, "ProviderHealth");
  const open = { provider: "sns", state: "open", openUntil: later, failures: 3 } as const;

  test("is read by the provider's id", async () => {
    const item = { ...open, openUntil: later.toISOString(), writeToken: "t" };
    aws.respond("DynamoDB.BatchGetItem", () => ({ Responses: { ProviderHealth: sent([item]) } }));
    expect(await store().read(["sns", "twilio"])).toEqual([open]);
    const { RequestItems } = requested("BatchGetItem");
    expect(RequestItems["ProviderHealth"].Keys).toEqual([
      { provider: { S: "sns" } },
      { provider: { S: "twilio" } },
    ]);
  });

  test("is first written where none is", async () => {
    expect(await store().write(open, undefined)).toBe(true);
    expect(requested("PutItem")).toEqual({
      TableName: "ProviderHealth",
      Item: {
        ...open,
        openUntil: later.toISOString(),
        writeToken: expect.stringMatching(/^[0-9a-f-]{36}$/),
      },
      ConditionExpression: "attribute_not_exists(provider)",
      ReturnValuesOnConditionCheckFailure: "ALL_OLD",
    });
  });

  test("is then written over what was seen", async () => {
    expect(await store().write(open, { ...open, state: "closed", openUntil: now })).toBe(true);
    expect(requested("PutItem")).toMatchObject({
      ConditionExpression: "#state = :state AND openUntil = :openUntil",
      ExpressionAttributeNames: { "#state": "state" },
      values: { ":state": "closed", ":openUntil": now.toISOString() },
    });
    refuse("PutItem", { writeToken: "another's" });
    expect(await store().write(open, open)).toBe(false);
  });
});

test("a message's id names its delivery, under a key of its own", async () => {
  const index = dynamoDbMessageIndex(table, time, users);
  const place = { userId: "receipt#messenger#m_1", recordId: "receipt" };
  await index.remember("messenger", "m_1", reference);
  const { userId: _, ...rest } = reference;
  const put = requested("PutItem");
  expect(put).toEqual({
    TableName: "Notifications",
    Item: {
      ...place,
      delivery: { ...rest, user: expect.any(String) },
      expiresAtEpoch: nowSeconds + 2 * 86_400,
    },
  });
  aws.reset();
  expect(await index.find("messenger", "m_1")).toBeUndefined();
  expect(requested("GetItem")).toEqual({ TableName: "Notifications", Key: place });
  for (const delivery of [put.Item.delivery, reference]) {
    aws.respond("DynamoDB.GetItem", () => ({ Item: sent([{ delivery }])[0] }));
    expect(await index.find("messenger", "m_1")).toEqual(reference);
  }
});
