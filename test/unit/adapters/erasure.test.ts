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

let aws: FakeDynamoDb["aws"];
let table: FakeDynamoDb["table"];

beforeAll(async () => {
  ({ aws, table } = await startFakeDynamoDb());
});

afterAll(() => aws.close());

beforeEach(() => aws.reset());

describe("an erasure", () => {
  test("reads keys alone, and deletes them", async () => {
    let left = sent([{ recordId: "suppressions" }, { recordId: `notification#${notificationId}` }]);
    aws.respond("DynamoDB.Query", () => ({ Items: left }));
    aws.respond("DynamoDB.BatchWriteItem", () => {
      left = [];
      return {};
    });
    const removed = await dynamoDbUserRecords(table, time).removeAll(userId, later);
    expect(removed).toEqual({ notifications: 1, deliveries: 0, other: 1, isAll: true });
    const [query] = aws.inputsOf("DynamoDB.Query");
    expect(query).toMatchObject({
      TableName: "Notifications",
      ConsistentRead: true,
      KeyConditionExpression: "userId = :userId",
      ExpressionAttributeValues: { ":userId": { S: userId } },
      ProjectionExpression: "recordId",
    });
    const [{ RequestItems }] = aws.inputsOf("DynamoDB.BatchWriteItem");
    const deleted = (recordId: string) => ({
      DeleteRequest: { Key: { userId: { S: userId }, recordId: { S: recordId } } },
    });
    expect(RequestItems).toEqual({
      Notifications: [deleted("suppressions"), deleted(`notification#${notificationId}`)],
    });
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
    const removed = await dynamoDbUserRecords(table, clock).removeAll(userId, until);
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
    const removed = await dynamoDbUserRecords(table, clock).removeAll(userId, until);
    expect(removed).toEqual({ notifications: 0, deliveries: 0, other: 0, isAll: false });
    expect(aws.inputsOf("DynamoDB.BatchWriteItem")).toHaveLength(2);
  });

  test("that DynamoDB fails in between is told", async () => {
    aws.respond("DynamoDB.Query", () => ({ Items: sent([{ recordId: "throttle#1" }]) }));
    aws.fail("DynamoDB.BatchWriteItem");
    const removed = dynamoDbUserRecords(table, time).removeAll(userId, later);
    await expect(removed).rejects.toMatchObject({ service: "DynamoDB" });
  });
});
