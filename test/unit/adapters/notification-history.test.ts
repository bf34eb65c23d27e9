import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { dynamoDbNotificationHistory } from "../../../lambdas/adapters/dynamodb-notification-history.ts";
import type { FakeDynamoDb } from "../../support/fake-dynamodb.ts";
import { startFakeDynamoDb } from "../../support/fake-dynamodb.ts";
import { VirtualTime } from "../../support/in-memory/virtual-time.ts";
import { acceptedNotification, deliveryOf, sent, storedItems } from "../../support/stored-items.ts";

const time = new VirtualTime();
const now = time.now();
const later = new Date(now.getTime() + 60_000);
const notification = acceptedNotification({ registeredAt: now });
const { userId, id: notificationId } = notification;

let aws: FakeDynamoDb["aws"];
let table: FakeDynamoDb["table"];
let requested: FakeDynamoDb["requested"];

beforeAll(async () => {
  ({ aws, table, requested } = await startFakeDynamoDb());
});

afterAll(() => aws.close());

beforeEach(() => aws.reset());

describe("a history", () => {
  const history = () => dynamoDbNotificationHistory(table, 2, time);
  const older = acceptedNotification({ registeredAt: new Date(now.getTime() - 60_000) });
  const bounds = () => requested("Query").values;

  function hold(items: Parameters<typeof sent>[0], more: object = {}): void {
    aws.respond("DynamoDB.Query", () => ({ Items: sent(items), ...more }));
  }

  test("is one query of whole notifications, newest first", async () => {
    const email = deliveryOf(notification, { channel: "email" });
    const sms = deliveryOf(notification);
    hold([...storedItems(notification, [sms, email]), ...storedItems(older)]);
    expect(await history().list(userId, { limit: 25 })).toEqual({
      notifications: [
        { notification, deliveries: [sms, email] },
        { notification: older, deliveries: [] },
      ],
    });
    expect(requested("Query")).toEqual({
      TableName: "Notifications",
      ScanIndexForward: false,
      KeyConditionExpression: "userId = :userId AND recordId BETWEEN :from AND :to",
      values: { ":userId": userId, ":from": "notification#", ":to": "notification#~" },
      Limit: 76,
    });
  });

  test("begins before a cursor, which is not on the page", async () => {
    hold([...storedItems(notification), ...storedItems(older)]);
    const page = await history().list(userId, { limit: 1, before: notificationId });
    expect(page).toEqual({ notifications: [{ notification: older, deliveries: [] }] });
    expect(bounds()[":to"]).toBe(`notification#${notificationId}`);
  });

  test("ends with a cursor where there is more than fits", async () => {
    hold([...storedItems(notification), ...storedItems(older)]);
    const page = await history().list(userId, { limit: 1 });
    expect(page).toMatchObject({ notifications: [{ notification }], next: notificationId });
  });

  test("ends with the last whole notification where DynamoDB has more", async () => {
    const torn = deliveryOf(acceptedNotification({ registeredAt: new Date(0) }));
    const items = [
      ...storedItems(notification),
      ...storedItems(older),
      ...storedItems(older, [torn]),
    ];
    hold(items.slice(0, 3), { LastEvaluatedKey: { userId: { S: userId } } });
    const page = await history().list(userId, { limit: 25 });
    expect(page.notifications).toHaveLength(2);
    expect(page.next).toBe(older.id);
  });

  test("goes on after what is past its retention, and does not show it", async () => {
    const old = { ...older, registeredAt: new Date(now.getTime() - 40 * 86_400_000) };
    hold([...storedItems(notification), ...storedItems(old)], {
      LastEvaluatedKey: { a: { S: "" } },
    });
    const page = await history().list(userId, { limit: 25 });
    expect(page).toMatchObject({ notifications: [{ notification }], next: older.id });
    expect(page.notifications).toHaveLength(1);
  });

  test("leaves out a delivery whose own notification is gone", async () => {
    const stray = deliveryOf(older);
    hold(storedItems(notification, [stray]));
    const { notifications } = await history().list(userId, { limit: 25 });
    expect(notifications).toEqual([{ notification, deliveries: [] }]);
  });

  test("within times is bounded by them, the later of two ends left out", async () => {
    const from = new Date("2026-11-23T15:00:00Z");
    const to = new Date("2026-11-23T16:00:00Z");
    await history().list(userId, { limit: 25, from, to });
    expect(bounds()).toMatchObject({
      ":from": `notification#${acceptedNotification({ registeredAt: from }).id.slice(0, 10)}`,
      ":to": `notification#${acceptedNotification({ registeredAt: to }).id.slice(0, 10)}`,
    });
    aws.reset();
    await history().list(userId, { limit: 25, before: notificationId, to });
    expect(bounds()[":to"]).toBe(`notification#${notificationId}`);
    aws.reset();
    await history().list(userId, { limit: 25, from: new Date(-1) });
    expect(bounds()[":from"]).toBe("notification#0000000000");
  });

  test("within no time at all is empty, and asks nothing", async () => {
    expect(await history().list(userId, { limit: 25, from: later, to: now })).toEqual({
      notifications: [],
    });
    expect(aws.calls).toEqual([]);
  });

  test("of one notification is read by its key, with what stands under it", async () => {
    const delivery = deliveryOf(notification);
    hold(storedItems(notification, [delivery]));
    const found = await history().find(userId, notificationId);
    expect(found).toEqual({ notification, deliveries: [delivery] });
    expect(requested("Query")).toMatchObject({
      ConsistentRead: true,
      values: {
        ":userId": userId,
        ":from": `notification#${notificationId}`,
        ":to": `notification#${notificationId}#~`,
      },
    });
    aws.reset();
    expect(await history().find(userId, notificationId)).toBeUndefined();
  });
});
