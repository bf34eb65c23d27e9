import { unmarshall } from "@aws-sdk/util-dynamodb";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { dynamoDbDeliveryStore } from "../../../lambdas/adapters/dynamodb-delivery-store.ts";
import { dynamoDbNotificationStore } from "../../../lambdas/adapters/dynamodb-notification-store.ts";
import type { FakeDynamoDb } from "../../support/fake-dynamodb.ts";
import { startFakeDynamoDb } from "../../support/fake-dynamodb.ts";
import { VirtualTime } from "../../support/in-memory/virtual-time.ts";
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

describe("a delivery", () => {
  const store = () => dynamoDbDeliveryStore(table, time);
  const first = deliveryOf(notification, { version: 1 });

  test("is first written where none is", async () => {
    expect(await store().write(first)).toBe(true);
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
    expect(await store().write({ ...first, version: 7 })).toBe(true);
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
    expect(await store().write(first)).toBe(isWritten);
  });

  test("is read with its notification and the user's suppressions", async () => {
    const suppression = { reason: "bounced", provider: "ses", at: now.toISOString() };
    const items = [
      ...storedItems(notification, [first]),
      { userId, recordId: "suppressions", hash: suppression },
    ];
    aws.respond("DynamoDB.BatchGetItem", () => ({ Responses: { Notifications: sent(items) } }));
    expect(await store().read(reference)).toEqual({
      notification,
      delivery: first,
      suppressions: new Map([["hash", { ...suppression, at: now }]]),
    });
    const { RequestItems } = requested("BatchGetItem");
    const { Keys } = RequestItems["Notifications"];
    expect(Keys.map((each: Parameters<typeof unmarshall>[0]) => unmarshall(each))).toEqual([
      { userId, recordId: `notification#${notificationId}` },
      { userId, recordId: `notification#${notificationId}#sms` },
      { userId, recordId: "suppressions" },
    ]);
  });

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
  await dynamoDbNotificationStore(table).add(notification);
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
  expect(await dynamoDbNotificationStore(table).add(notification)).toBe(true);
});

test("one that was erased is not put again, and the caller of the store is told", async () => {
  refuse("PutItem", { userId, recordId: "any", erasedAt: "2026-11-23T15:00:00.000Z" });
  expect(await dynamoDbNotificationStore(table).add(notification)).toBe(false);
});
