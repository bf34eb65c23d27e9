import { unmarshall } from "@aws-sdk/util-dynamodb";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { dynamoDbErasures } from "../../../lambdas/adapters/dynamodb-erasures.ts";
import { dynamoDbUserRecords } from "../../../lambdas/adapters/dynamodb-user-records.ts";
import { erasureMarks } from "../../../lambdas/runtime/erasure-marks.ts";
import type { FakeDynamoDb } from "../../support/fake-dynamodb.ts";
import { startFakeDynamoDb } from "../../support/fake-dynamodb.ts";
import { VirtualTime } from "../../support/in-memory/virtual-time.ts";
import { marks, testSecret } from "../../support/stage-secret.ts";
import { acceptedNotification, sent } from "../../support/stored-items.ts";

let time: VirtualTime;
const now = new VirtualTime().now();
const later = new Date(now.getTime() + 60_000);
const notification = acceptedNotification({ registeredAt: now });
const { userId, id: notificationId } = notification;

/** The mark of an erasure, as DynamoDB gets it. */
function mark(at = now) {
  return {
    userId: { S: marks.partitionOf(userId) },
    recordId: { S: "erased" },
    erasedAt: { S: at.toISOString() },
    expiresAtEpoch: { N: String(Math.floor(at.getTime() / 1_000) + 25 * 3_600) },
  };
}

/** Whether a batch deletes an item. */
// biome-ignore lint/suspicious/noExplicitAny: requests as DynamoDB gets them
function isDeletedBy(requests: any[], { recordId }: any): boolean {
  return requests.some(({ DeleteRequest }) => DeleteRequest.Key.recordId.S === recordId.S);
}

/** A table that holds these records of the user until they are deleted. */
function holding(...records: Record<string, unknown>[]): void {
  let left = sent(records);
  aws.respond("DynamoDB.Query", () => ({ Items: left }));
  aws.respond("DynamoDB.BatchWriteItem", ({ RequestItems }) => {
    left = left.filter((item) => !isDeletedBy(RequestItems.Notifications, item));
    return {};
  });
}

/** The keys of all that was deleted. */
function deleted(): unknown[] {
  return aws
    .inputsOf("DynamoDB.BatchWriteItem")
    .flatMap(({ RequestItems }) => RequestItems.Notifications)
    .map(({ DeleteRequest }) => unmarshall(DeleteRequest.Key));
}

const records = (of = marks, clock = time) =>
  dynamoDbUserRecords(table, { clock, pause: (ms) => clock.pause(ms), marks: of });

let aws: FakeDynamoDb["aws"];
let table: FakeDynamoDb["table"];

beforeAll(async () => {
  ({ aws, table } = await startFakeDynamoDb());
});

afterAll(() => aws.close());

beforeEach(() => {
  aws.reset();
  time = new VirtualTime();
});

describe("an erasure", () => {
  test("reads no content, and deletes what is the user's", async () => {
    holding({ recordId: "suppressions" }, { recordId: `notification#${notificationId}` });
    const removed = await records().removeAll(userId, now, later);
    expect(removed).toMatchObject({ notifications: 1, deliveries: 0, other: 1, isAll: true });
    const [query] = aws.inputsOf("DynamoDB.Query");
    expect(query).toMatchObject({
      TableName: "Notifications",
      ConsistentRead: true,
      KeyConditionExpression: "userId = :userId",
      ExpressionAttributeValues: { ":userId": { S: userId } },
    });
    const read = Object.values(query.ExpressionAttributeNames);
    expect(read.toSorted()).toEqual([
      "erasedAt",
      "provider",
      "providerMessageId",
      "recordId",
      "registeredAt",
      "updatedAt",
    ]);
    expect(query.ProjectionExpression.split(", ")).toEqual(
      Object.keys(query.ExpressionAttributeNames),
    );
    expect(deleted()).toEqual([
      { userId, recordId: "suppressions" },
      { userId, recordId: `notification#${notificationId}` },
    ]);
  });

  test("is written down before anything is removed, for a day and an hour, and names nobody", async () => {
    aws.fail("DynamoDB.Query");
    const removed = records().removeAll(userId, now, later);
    await expect(removed).rejects.toMatchObject({ service: "DynamoDB" });
    expect(aws.inputsOf("DynamoDB.PutItem")).toEqual([
      { TableName: "Notifications", Item: mark() },
    ]);
    expect(JSON.stringify(mark())).not.toContain(userId);
  });

  test("looks again once all has settled that had read a record before it was removed", async () => {
    const clock = new VirtualTime();
    const looks: number[] = [];
    const late = { recordId: `notification#${notificationId}#sms` };
    const pages = [[{ recordId: `notification#${notificationId}` }], [late], []];
    aws.respond("DynamoDB.Query", () => {
      looks.push(clock.now().getTime() - now.getTime());
      return { Items: sent(pages.shift() ?? []) };
    });
    const removed = await records(marks, clock).removeAll(userId, now, later);
    expect(removed).toMatchObject({ notifications: 1, deliveries: 1, other: 0, isAll: true });
    expect(looks).toEqual([0, 2_000, 4_000]);
  });

  test("says that it is not done where there is no time to look again", async () => {
    holding({ recordId: "suppressions" });
    const until = new Date(now.getTime() + 2_000);
    expect(await records().removeAll(userId, now, until)).toMatchObject({ other: 1, isAll: false });
    expect(await records().removeAll(userId, now, until)).toMatchObject({ other: 0, isAll: true });
  });

  test("removes what a release before left in the place of records, and does not count it", async () => {
    const erasedAt = now.toISOString();
    holding(
      { recordId: "erased", erasedAt },
      { recordId: `notification#${notificationId}`, erasedAt },
      { recordId: `notification#${notificationId}#sms`, erasedAt },
    );
    const removed = await records().removeAll(userId, now, later);
    expect(removed).toMatchObject({ notifications: 0, deliveries: 0, other: 0, isAll: true });
    expect(deleted()).toHaveLength(3);
  });

  test("leaves its mark where the release before this one reads it", async () => {
    const plain = erasureMarks(testSecret, "plain");
    holding({ recordId: "erased", erasedAt: now.toISOString() }, { recordId: "suppressions" });
    expect(await records(plain).removeAll(userId, now, later)).toMatchObject({ isAll: true });
    expect(deleted()).toEqual([{ userId, recordId: "suppressions" }]);
    const [{ Item }] = aws.inputsOf("DynamoDB.PutItem");
    expect(Item).toEqual({ ...mark(), userId: { S: userId } });
  });

  test("takes with a delivery what says whose its message is, as long as that is kept", async () => {
    const delivery = (channel: string, changes: Record<string, unknown>) => ({
      recordId: `notification#${notificationId}#${channel}`,
      provider: "messenger",
      providerMessageId: "m_1",
      updatedAt: now.toISOString(),
      ...changes,
    });
    const old = new Date(now.getTime() - 3 * 86_400_000).toISOString();
    holding(
      delivery("messenger", {}),
      delivery("old", { providerMessageId: "m_2", updatedAt: old }),
      delivery("waiting", { providerMessageId: undefined }),
    );
    const removed = await records().removeAll(userId, now, later);
    expect(removed).toMatchObject({ deliveries: 3, other: 0 });
    expect(deleted().filter((key) => (key as { userId: string }).userId !== userId)).toEqual([
      { userId: "receipt#messenger#m_1", recordId: "receipt" },
    ]);
  });

  test("covers what was registered while it ran, and was removed", async () => {
    const during = new Date(now.getTime() + 500);
    holding(
      { recordId: "notification#1", registeredAt: during.toISOString() },
      { recordId: "notification#0", registeredAt: new Date(0).toISOString() },
    );
    await records().removeAll(userId, now, later);
    const puts = aws.inputsOf("DynamoDB.PutItem").map(({ Item }) => Item);
    expect(puts).toEqual([mark(), mark(during)]);
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
    const removed = await records(marks, clock).removeAll(userId, now, until);
    expect(removed).toMatchObject({ notifications: 0, deliveries: 0, other: 25, isAll: false });
  });

  test("does not go on for ever with what DynamoDB leaves unprocessed", async () => {
    const clock = new VirtualTime();
    const until = new Date(clock.now().getTime() + 1_000);
    aws.respond("DynamoDB.Query", () => ({ Items: sent([{ recordId: "throttle#1" }]) }));
    aws.respond("DynamoDB.BatchWriteItem", ({ RequestItems }) => {
      clock.advance(500);
      return { UnprocessedItems: RequestItems };
    });
    const removed = await records(marks, clock).removeAll(userId, now, until);
    expect(removed).toMatchObject({ notifications: 0, deliveries: 0, other: 0, isAll: false });
    expect(aws.inputsOf("DynamoDB.BatchWriteItem")).toHaveLength(2);
  });

  test("that DynamoDB fails in between is told", async () => {
    aws.respond("DynamoDB.Query", () => ({ Items: sent([{ recordId: "throttle#1" }]) }));
    aws.fail("DynamoDB.BatchWriteItem");
    const removed = records().removeAll(userId, now, later);
    await expect(removed).rejects.toMatchObject({ service: "DynamoDB" });
  });
});

describe("a user's erasure", () => {
  const isErased = (of = marks) => dynamoDbErasures(table, of).isErased(notification);

  test("is looked for where it is kept, and where the release before this one keeps it", async () => {
    expect(await isErased()).toBe(false);
    const read = aws.inputsOf("DynamoDB.GetItem");
    expect(read.map(({ Key, ConsistentRead }) => [unmarshall(Key), ConsistentRead])).toEqual([
      [{ userId: marks.partitionOf(userId), recordId: "erased" }, true],
      [{ userId, recordId: "erased" }, true],
    ]);
  });

  test.each(["sealed", "plain"] as const)(
    "counts from when it was, by the mark of the form %s",
    async (form) => {
      const of = erasureMarks(testSecret, form);
      for (const [at, counts] of [
        [now, true],
        [new Date(now.getTime() - 1), false],
      ] as const) {
        aws.respond("DynamoDB.GetItem", ({ Key }) =>
          Key.userId.S === of.partitionOf(userId) ? { Item: mark(at) } : {},
        );
        expect(await isErased()).toBe(counts);
      }
    },
  );
});
