import { unmarshall } from "@aws-sdk/util-dynamodb";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { dynamoDbUserExport } from "../../../lambdas/adapters/dynamodb-user-export.ts";
import type { FakeDynamoDb } from "../../support/fake-dynamodb.ts";
import { startFakeDynamoDb } from "../../support/fake-dynamodb.ts";
import { VirtualTime } from "../../support/in-memory/virtual-time.ts";
import { acceptedNotification, deliveryOf, sent, storedItems } from "../../support/stored-items.ts";

const time = new VirtualTime();
const now = time.now();
const notification = acceptedNotification({ registeredAt: now });
const { userId, id: notificationId } = notification;

let aws: FakeDynamoDb["aws"];
let table: FakeDynamoDb["table"];

beforeAll(async () => {
  ({ aws, table } = await startFakeDynamoDb());
});

afterAll(() => aws.close());

beforeEach(() => aws.reset());

const read = (range: { limit: number; after?: string }) =>
  dynamoDbUserExport(table, time).read(userId, range);

describe("an export", () => {
  test("shows every record of the user as it is kept, whatever wrote it", async () => {
    const delivery = deliveryOf(notification, { updatedAt: now });
    const [outbox, inbox] = storedItems(notification, [delivery]) as Record<string, unknown>[];
    const suppression = { reason: "bounced", provider: "ses", at: now.toISOString() };
    const items = [
      { userId, recordId: "of-tomorrow", what: ["a", { b: 1 }] },
      inbox,
      outbox,
      { userId, recordId: "suppressions", hash: suppression },
      { userId, recordId: "throttle#2026-11-23T15", count: 3, expiresAtEpoch: 1_795_450_800 },
    ];
    aws.respond("DynamoDB.Query", () => ({ Items: sent(items as never) }));
    const { records, next } = await read({ limit: 25 });
    expect(next).toBeUndefined();
    expect(records.map(({ kind, recordId }) => [kind, recordId])).toEqual([
      ["other", "of-tomorrow"],
      ["notification", `notification#${notificationId}`],
      ["delivery", `notification#${notificationId}#sms`],
      ["suppressions", "suppressions"],
      ["throttle-counter", "throttle#2026-11-23T15"],
    ]);
    expect(records[0]).toEqual({
      kind: "other",
      recordId: "of-tomorrow",
      content: { what: ["a", { b: 1 }] },
    });
    expect(records[1]?.content).toMatchObject({ message: "Hello Ann", email: "ann@example.com" });
    expect(records[2]?.content).toMatchObject({ channel: "sms", leaseToken: delivery.leaseToken });
    expect(records[3]?.content).toEqual({ hash: suppression });
    expect(records[4]).toMatchObject({
      keptUntil: new Date(1_795_450_800_000),
      content: { count: 3 },
    });
  });

  test("reads one page, consistently, and says where to go on from", async () => {
    aws.respond("DynamoDB.Query", () => ({
      Items: sent([{ recordId: "suppressions" }]),
      LastEvaluatedKey: sent([{ userId, recordId: "suppressions" }])[0],
    }));
    expect(await read({ limit: 1, after: "before" })).toMatchObject({ next: "suppressions" });
    const [query, ...more] = aws.inputsOf("DynamoDB.Query");
    expect(more).toEqual([]);
    expect(query).toMatchObject({ Limit: 1, ConsistentRead: true });
    expect(unmarshall(query.ExclusiveStartKey)).toEqual({ userId, recordId: "before" });
    expect(unmarshall(query.ExpressionAttributeValues)).toEqual({ ":userId": userId });
  });

  test("shows what is kept elsewhere beside what it is kept for", async () => {
    const ofMessage = (id: string) => ({ userId: `receipt#messenger#${id}`, recordId: "receipt" });
    const delivery = (id: string) => ({
      recordId: `notification#${id}#messenger`,
      provider: "messenger",
      providerMessageId: id,
      updatedAt: now.toISOString(),
    });
    aws.respond("DynamoDB.Query", () => ({ Items: sent([delivery("m_1"), delivery("m_2")]) }));
    aws.respond("DynamoDB.BatchGetItem", () => ({
      Responses: { Notifications: sent([{ ...ofMessage("m_2"), delivery: { user: "sealed" } }]) },
    }));
    const { records } = await read({ limit: 25 });
    expect(records.map(({ elsewhere }) => elsewhere)).toEqual([
      undefined,
      [{ ...ofMessage("m_2"), delivery: { user: "sealed" } }],
    ]);
    const [{ RequestItems }] = aws.inputsOf("DynamoDB.BatchGetItem");
    const keys = RequestItems["Notifications"].Keys;
    expect(keys.map((key: never) => unmarshall(key))).toEqual([ofMessage("m_1"), ofMessage("m_2")]);
  });

  test("that DynamoDB fails is told", async () => {
    aws.fail("DynamoDB.Query");
    await expect(read({ limit: 1 })).rejects.toMatchObject({ service: "DynamoDB" });
  });
});
