import { once } from "node:events";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { dynamoDbDeliveryStore } from "../../../lambdas/adapters/dynamodb-delivery-store.ts";
import { dynamoDbNotificationStore } from "../../../lambdas/adapters/dynamodb-notification-store.ts";
import { suppressedAddressKey } from "../../../lambdas/adapters/dynamodb-suppression-items.ts";
import { addressHashesOf } from "../../../lambdas/core/suppression.ts";
import { AwsFailure } from "../../support/fake-aws.ts";
import type { FakeDynamoDb } from "../../support/fake-dynamodb.ts";
import { startFakeDynamoDb } from "../../support/fake-dynamodb.ts";
import { VirtualTime } from "../../support/in-memory/virtual-time.ts";
import { hashing, marks } from "../../support/stage-secret.ts";
import { acceptedNotification, deliveryOf, sent, storedItems } from "../../support/stored-items.ts";

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

/** The keys that each call read. */
function keysRead(): unknown[][] {
  return aws
    .inputsOf("DynamoDB.BatchGetItem")
    .map(({ RequestItems }) =>
      RequestItems["Notifications"].Keys.map((each: Parameters<typeof unmarshall>[0]) =>
        unmarshall(each),
      ),
    );
}

describe("a delivery", () => {
  const store = () => dynamoDbDeliveryStore(table, time, hashing);
  const first = deliveryOf(notification, { version: 1 });

  test("is first written where none is", async () => {
    expect(await store().write(first, time.now())).toBe(true);
    expect(requested("PutItem")).toMatchObject({
      TableName: "Notifications",
      Item: {
        userId,
        recordId: `notification#${notificationId}#sms`,
        version: 1,
        expiresAtEpoch: nowSeconds + 30 * 86_400,
      },
      ConditionExpression: "attribute_not_exists(recordId)",
      ReturnValuesOnConditionCheckFailure: "ALL_OLD",
    });
  });

  test("is then written over the version that was seen", async () => {
    expect(await store().write({ ...first, version: 7 }, time.now())).toBe(true);
    expect(requested("PutItem")).toMatchObject({
      ConditionExpression: "#version = :before",
      ExpressionAttributeNames: { "#version": "version" },
      values: { ":before": 6 },
    });
  });

  test.each([
    ["its own", {}, true],
    ["of another version", { version: 2 }, false],
    ["of another lease", { leaseToken: "another's" }, false],
  ])("that finds a record that is %s", async (_, changes, isWritten) => {
    refuse("PutItem", { version: 1, leaseToken: first.leaseToken, ...changes });
    expect(await store().write(first, time.now())).toBe(isWritten);
  });

  test("is read with its notification and the user's suppressions", async () => {
    const suppression = { reason: "bounced", provider: "ses", at: now.toISOString() };
    const items = [
      ...storedItems(notification, [first]),
      { userId, recordId: "suppressions", hash: suppression },
    ];
    aws.respond("DynamoDB.BatchGetItem", () => ({ Responses: { Notifications: sent(items) } }));
    expect(await store().read(reference, ["mark"])).toEqual({
      notification,
      delivery: first,
      suppressions: new Map([["hash", { ...suppression, at: now }]]),
    });
    expect(keysRead()).toEqual([
      [
        { userId, recordId: `notification#${notificationId}` },
        { userId, recordId: `notification#${notificationId}#sms` },
        { userId, recordId: "suppressions" },
        { userId: "suppressed#mark", recordId: "suppressed#mark" },
      ],
    ]);
  });

  test.each([
    ["1 call", "says their marks", 1],
    ["2 calls", "does not", 2],
  ])(
    "is read with its suppressed addresses by %s where its message %s",
    async (_, _says, calls) => {
      const suppression = { reason: "bounced", provider: "ses", at: now.toISOString() };
      const hashes = addressHashesOf(hashing, notification.addresses);
      const keys = hashes.map((hash) => suppressedAddressKey(hashing.addressMark(hash)));
      const ofAddresses = keys.map((key) => ({
        ...key,
        suppression,
        expiresAtEpoch: nowSeconds + 1,
      }));
      const items = sent([...storedItems(notification, [first]), ...ofAddresses]);
      aws.respond("DynamoDB.BatchGetItem", () => ({ Responses: { Notifications: items } }));
      const { suppressions } = await store().read(
        reference,
        calls === 1 ? hashes.map(hashing.addressMark) : undefined,
      );
      expect([...(suppressions?.keys() ?? [])]).toEqual(hashes);
      const read = keysRead();
      expect(read).toHaveLength(calls);
      expect(read.at(-1)?.slice(-keys.length)).toEqual(keys);
    },
  );

  test("keeps every time of its record", async () => {
    const times = {
      sentAt: now,
      deliveredAt: later,
      nextAttemptAt: later,
      roundSince: now,
      trail: [{ at: now, provider: "twilio", outcome: "accepted" as const, ms: 3 }],
      receipts: [{ at: later, result: "delivered" as const }],
    };
    const delivery = deliveryOf(notification, times);
    const items = sent(storedItems(notification, [delivery]));
    aws.respond("DynamoDB.BatchGetItem", () => ({ Responses: { Notifications: items } }));
    expect(await store().read(reference)).toEqual({ notification, delivery });
  });

  test("has no notification once that is past its retention", async () => {
    const old = { ...notification, registeredAt: new Date(now.getTime() - 30 * 86_400_000) };
    const items = sent(storedItems(old));
    aws.respond("DynamoDB.BatchGetItem", () => ({ Responses: { Notifications: items } }));
    expect(await store().read(reference)).toEqual({});
  });
});

test("a notification is put once", async () => {
  await dynamoDbNotificationStore(table, time, marks).add(notification, now);
  expect(requested("PutItem")).toMatchObject({
    TableName: "Notifications",
    Item: {
      userId,
      recordId: `notification#${notificationId}`,
      message: "Hello Ann",
      expiresAtEpoch: nowSeconds + 30 * 86_400,
    },
    ConditionExpression: "attribute_not_exists(recordId)",
    ReturnValuesOnConditionCheckFailure: "ALL_OLD",
  });
  refuse("PutItem", { userId, recordId: `notification#${notificationId}` });
  expect(await dynamoDbNotificationStore(table, time, marks).add(notification, now)).toBe(true);
});

test("one that was erased is not put again, and the caller of the store is told", async () => {
  refuse("PutItem", { userId, recordId: "any", erasedAt: "2026-11-23T15:00:00.000Z" });
  expect(await dynamoDbNotificationStore(table, time, marks).add(notification, now)).toBe(false);
});

describe("a first write that comes long after it was looked", () => {
  const longAgo = new Date(now.getTime() - 1_001);
  const first = deliveryOf(notification, { version: 1 });
  /** What a transaction is refused with: a code for each of its items, and what the first one found. */
  const canceled = (codes: readonly string[], found?: Record<string, unknown>) =>
    aws.fail(
      "DynamoDB.TransactWriteItems",
      new AwsFailure("TransactionCanceledException", {
        CancellationReasons: codes.map((Code, index) => ({
          Code,
          ...(index === 0 && found && { Item: sent([found])[0] }),
        })),
      }),
    );
  const unmet = "ConditionalCheckFailed";

  test("looks again whether a delivery's notification is there", async () => {
    expect(await dynamoDbDeliveryStore(table, time, hashing).write(first, longAgo)).toBe(true);
    const [{ Put }, { ConditionCheck }] = requested("TransactWriteItems").TransactItems;
    expect(unmarshall(Put.Item)).toMatchObject({ userId, version: 1 });
    expect(Put).toMatchObject({
      TableName: "Notifications",
      ConditionExpression: "attribute_not_exists(recordId)",
      ReturnValuesOnConditionCheckFailure: "ALL_OLD",
    });
    expect(unmarshall(ConditionCheck.Key)).toEqual({
      userId,
      recordId: `notification#${notificationId}`,
    });
    expect(ConditionCheck.ConditionExpression).toBe(
      "attribute_exists(recordId) AND attribute_not_exists(erasedAt)",
    );
  });

  test("looks again whether a notification's user was erased", async () => {
    const store = dynamoDbNotificationStore(table, time, marks);
    expect(await store.add(notification, longAgo)).toBe(true);
    const [{ Put }, { ConditionCheck }] = requested("TransactWriteItems").TransactItems;
    expect(unmarshall(Put.Item)).toMatchObject({ userId, message: "Hello Ann" });
    expect(unmarshall(ConditionCheck.Key)).toEqual({
      userId: marks.partitionOf(userId),
      recordId: "erased",
    });
    expect(ConditionCheck.ConditionExpression).toBe(
      "attribute_not_exists(erasedAt) OR erasedAt < :registeredAt",
    );
    expect(unmarshall(ConditionCheck.ExpressionAttributeValues)).toEqual({
      ":registeredAt": now.toISOString(),
    });
  });

  test.each([
    ["it was erased", ["None", unmet], undefined, false, false],
    ["it is there", [unmet, "None"], { leaseToken: first.leaseToken, version: 1 }, true, true],
    ["another is there", [unmet, "None"], { leaseToken: "another's", version: 1 }, true, false],
    ["it is there and was erased", [unmet, unmet], { erasedAt: "then" }, false, false],
  ])("and finds that %s", async (_, codes, found, isAdded, isWritten) => {
    canceled(codes, found);
    const notifications = dynamoDbNotificationStore(table, time, marks);
    expect(await notifications.add(notification, longAgo)).toBe(isAdded);
    expect(await dynamoDbDeliveryStore(table, time, hashing).write(first, longAgo)).toBe(isWritten);
  });

  test("fails where another write is in its way", async () => {
    canceled(["TransactionConflict", "None"]);
    const write = dynamoDbDeliveryStore(table, time, hashing).write(first, longAgo);
    await expect(write).rejects.toMatchObject({ service: "DynamoDB" });
  });

  test("is also one that went out at once, and was not known to arrive in time", async () => {
    const sentCommands: string[] = [];
    const send = async (command: object, options?: { abortSignal: AbortSignal }) => {
      sentCommands.push(command.constructor.name);
      if (options !== undefined) {
        await once(options.abortSignal, "abort");
        throw options.abortSignal.reason;
      }
      return {};
    };
    const hanging = { ...table, client: { send } as unknown as typeof table.client };
    const almost = new Date(now.getTime() - 1_000);
    expect(await dynamoDbDeliveryStore(hanging, time, hashing).write(first, almost)).toBe(true);
    expect(sentCommands).toEqual(["PutCommand", "TransactWriteCommand"]);
  });
});

test("a later version is written as it is, however long ago it was read", async () => {
  const later = deliveryOf(notification, { version: 2 });
  await dynamoDbDeliveryStore(table, time, hashing).write(later, new Date(0));
  expect(aws.calls.map(({ operation }) => operation)).toEqual(["DynamoDB.PutItem"]);
});
