import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { dynamoDbUserRecords } from "../../../lambdas/adapters/dynamodb-user-records.ts";
import type { FakeDynamoDb } from "../../support/fake-dynamodb.ts";
import { startFakeDynamoDb } from "../../support/fake-dynamodb.ts";
import { VirtualTime } from "../../support/in-memory/virtual-time.ts";
import { acceptedNotification, sent } from "../../support/stored-items.ts";

const time = new VirtualTime();
const now = time.now();
const later = new Date(now.getTime() + 60_000);
const notification = acceptedNotification({ registeredAt: now });
const { userId, id: notificationId } = notification;

/** What says that a record was erased, as DynamoDB gets it. */
function tombstone(recordId: string) {
  return {
    userId: { S: userId },
    recordId: { S: recordId },
    erasedAt: { S: now.toISOString() },
    expiresAtEpoch: { N: String(now.getTime() / 1_000 + 25 * 3_600) },
  };
}

/** Whether a batch deletes or replaces an item. */
// biome-ignore lint/suspicious/noExplicitAny: requests as DynamoDB gets them
function isWrittenBy(requests: any[], { recordId }: any): boolean {
  return requests
    .map(({ PutRequest, DeleteRequest }) => PutRequest?.Item ?? DeleteRequest.Key)
    .some((written) => written.recordId.S === recordId.S);
}

let aws: FakeDynamoDb["aws"];
let table: FakeDynamoDb["table"];

beforeAll(async () => {
  ({ aws, table } = await startFakeDynamoDb());
});

afterAll(() => aws.close());

beforeEach(() => aws.reset());

describe("an erasure", () => {
  test("reads no content, deletes what is the user's, and keeps that a notification was erased", async () => {
    let left = sent([
      { recordId: "suppressions" },
      { recordId: `notification#${notificationId}`, channels: ["sms"] },
    ]);
    aws.respond("DynamoDB.Query", () => ({ Items: left }));
    aws.respond("DynamoDB.BatchWriteItem", ({ RequestItems }) => {
      left = left.filter((item) => !isWrittenBy(RequestItems.Notifications, item));
      return {};
    });
    const removed = await dynamoDbUserRecords(table, time).removeAll(userId, now, later);
    expect(removed).toEqual({ notifications: 1, deliveries: 0, other: 1, isAll: true });
    const [query] = aws.inputsOf("DynamoDB.Query");
    expect(query).toMatchObject({
      TableName: "Notifications",
      ConsistentRead: true,
      KeyConditionExpression: "userId = :userId",
      ExpressionAttributeValues: { ":userId": { S: userId } },
      ProjectionExpression: "recordId, channels",
    });
    const batches = aws.inputsOf("DynamoDB.BatchWriteItem");
    expect(batches.map(({ RequestItems }) => RequestItems)).toEqual([
      {
        Notifications: [
          { DeleteRequest: { Key: { userId: { S: userId }, recordId: { S: "suppressions" } } } },
          { PutRequest: { Item: tombstone(`notification#${notificationId}#sms`) } },
        ],
      },
      { Notifications: [{ PutRequest: { Item: tombstone(`notification#${notificationId}`) } }] },
    ]);
  });

  test("is written down before anything is removed, for a day and an hour", async () => {
    aws.fail("DynamoDB.Query");
    const removed = dynamoDbUserRecords(table, time).removeAll(userId, now, later);
    await expect(removed).rejects.toMatchObject({ service: "DynamoDB" });
    expect(aws.inputsOf("DynamoDB.PutItem")).toEqual([
      { TableName: "Notifications", Item: tombstone("erased") },
    ]);
  });

  test("stops between two batches when its time is up, and says what is gone", async () => {
    const clock = new VirtualTime();
    const until = new Date(clock.now().getTime() + 1_000);
    const items = sent(
      Array.from({ length: 40 }, (_, index) => ({ recordId: `throttle#${index}` })),
    );
    aws.respond("DynamoDB.Query", () => ({ Items: items }));
    aws.respond("DynamoDB.BatchWriteItem", () => {
      clock.advance(1_000);
      return {};
    });
    const removed = await dynamoDbUserRecords(table, clock).removeAll(userId, now, until);
    expect(removed).toEqual({ notifications: 0, deliveries: 0, other: 25, isAll: false });
  });

  test("does not go on for ever with what DynamoDB leaves unprocessed", async () => {
    const clock = new VirtualTime();
    const until = new Date(clock.now().getTime() + 1_000);
    aws.respond("DynamoDB.Query", () => ({ Items: sent([{ recordId: "throttle#1" }]) }));
    aws.respond("DynamoDB.BatchWriteItem", ({ RequestItems }) => {
      clock.advance(500);
      return { UnprocessedItems: RequestItems };
    });
    const removed = await dynamoDbUserRecords(table, clock).removeAll(userId, now, until);
    expect(removed).toEqual({ notifications: 0, deliveries: 0, other: 0, isAll: false });
    expect(aws.inputsOf("DynamoDB.BatchWriteItem")).toHaveLength(2);
  });

  test("that DynamoDB fails in between is told", async () => {
    aws.respond("DynamoDB.Query", () => ({ Items: sent([{ recordId: "throttle#1" }]) }));
    aws.fail("DynamoDB.BatchWriteItem");
    const removed = dynamoDbUserRecords(table, time).removeAll(userId, now, later);
    await expect(removed).rejects.toMatchObject({ service: "DynamoDB" });
  });
});
