import { ulid } from "ulid";
import { afterAll, beforeAll, beforeEach, expect, inject, test } from "vitest";
import { dynamoDbDeliveryStore } from "../../../lambdas/adapters/dynamodb-delivery-store.ts";
import { dynamoDbNotificationStore } from "../../../lambdas/adapters/dynamodb-notification-store.ts";
import { routes } from "../../../lambdas/api/routes.ts";
import { systemClock } from "../../../lambdas/runtime/system.ts";
import { apiEvent } from "../../support/api-event.ts";
import type { AwsRecorder } from "../../support/aws-recorder.ts";
import { startAwsRecorder } from "../../support/aws-recorder.ts";
import { deliveryOf, notificationOf } from "../../support/records.ts";
import { hashing, marks } from "../../support/stage-secret.ts";
import type { TestTable } from "../../support/tables.ts";
import { createNotificationsTable } from "../../support/tables.ts";
import { becomeFunction, invocationContext } from "../../support/test-stage.ts";

const userId = "u-42";
const channels = ["sms", "email"];
const count = 60;
const firstAt = Date.now() - count * 60_000;

let table: TestTable;
let recorder: AwsRecorder;
let get: (query: Record<string, string>, id?: string, of?: string) => Promise<{ body: string }>;

beforeAll(async () => {
  const endpoint = inject("awsEndpoint");
  table = await createNotificationsTable(endpoint);
  recorder = await startAwsRecorder(endpoint);
  await fill();
  becomeFunction(recorder.url, {
    NOTIFICATIONS_TABLE: table.tableName,
    CHANNELS: JSON.stringify(channels),
  });
  const { handler } = await import("../../../lambdas/functions/tracking/handler.ts");
  get = (queryStringParameters, notificationId, of = userId) => {
    const pathParameters = { userId: of, ...(notificationId && { notificationId }) };
    const { path: resource } = routes[notificationId ? "findNotification" : "listNotifications"];
    const event = apiEvent({ resource, pathParameters, queryStringParameters });
    return handler(event, invocationContext());
  };
});

beforeEach(() => {
  recorder.calls.length = 0;
});

afterAll(async () => {
  await recorder.close();
  await table.drop();
});

/** One a minute, each with a sent delivery on both channels: items of about 300 and 450 bytes. */
async function fill(): Promise<void> {
  const notifications = dynamoDbNotificationStore(
    { ...table, retentionDays: 30 },
    systemClock,
    marks,
  );
  const deliveries = dynamoDbDeliveryStore({ ...table, retentionDays: 30 }, systemClock, hashing);
  for (let minute = 0; minute < count; minute += 1) {
    const at = new Date(firstAt + minute * 60_000);
    const reference = { userId, notificationId: ulid(at.getTime()) };
    await notifications.add(notificationOf(reference, { registeredAt: at }), new Date());
    for (const channel of channels) {
      await deliveries.write(
        deliveryOf(
          { ...reference, channel },
          {
            status: "sent",
            updatedAt: at,
            sentAt: at,
            provider: "twilio",
            providerMessageId: "SM0123456789abcdef0123456789abcdef",
            trail: [{ at, provider: "twilio", outcome: "accepted", ms: 240 }],
          },
        ),
        new Date(),
      );
    }
  }
}

function units(): number {
  return recorder.calls.reduce((sum, { readUnits }) => sum + readUnits, 0);
}

function operations(): string[] {
  return recorder.calls.map(({ operation }) => operation);
}

test("a page of 25 with their deliveries is one query, of half a unit for each 4 KB", async () => {
  const { notifications, nextCursor } = JSON.parse((await get({})).body);
  expect(notifications).toHaveLength(25);
  expect(operations()).toEqual(["DynamoDB.Query"]);
  expect(units()).toBe(4);

  recorder.calls.length = 0;
  const next = JSON.parse((await get({ cursor: nextCursor })).body);
  expect(next.notifications).toHaveLength(25);
  expect(operations()).toEqual(["DynamoDB.Query"]);
});

test("a time range reads what is within it, and no more", async () => {
  const from = new Date(firstAt + 10 * 60_000).toISOString();
  const to = new Date(firstAt + 15 * 60_000).toISOString();
  const { notifications } = JSON.parse((await get({ from, to })).body);
  expect(notifications).toHaveLength(5);
  expect(operations()).toEqual(["DynamoDB.Query"]);
  expect(units()).toBeLessThanOrEqual(1);
});

test("a filter that nothing fits reads so often and no more, and says where to go on", async () => {
  const page = JSON.parse((await get({ status: "failed", limit: "10" })).body);
  expect(page).toEqual({
    notifications: [],
    nextCursor: expect.any(String),
    lookedBackTo: expect.any(String),
  });
  expect(operations()).toEqual(Array(4).fill("DynamoDB.Query"));
});

test("one notification with its deliveries is one query", async () => {
  const [{ id }] = JSON.parse((await get({ limit: "1" })).body).notifications;
  recorder.calls.length = 0;
  await get({}, id);
  expect(operations()).toEqual(["DynamoDB.Query"]);
  expect(units()).toBeLessThanOrEqual(1);
});

test("what went to more channels than are deployed is listed whole, and by a channel that is gone", async () => {
  const notifications = dynamoDbNotificationStore(
    { ...table, retentionDays: 30 },
    systemClock,
    marks,
  );
  const deliveries = dynamoDbDeliveryStore({ ...table, retentionDays: 30 }, systemClock, hashing);
  const once = ["sms", "email", "push", "messenger", "fax", "pager"];
  const ids = [1, 2, 3].map((minute) => ulid(firstAt + minute * 60_000));
  for (const notificationId of ids) {
    const reference = { userId: "u-old", notificationId };
    const registeredAt = new Date(firstAt);
    await notifications.add(
      notificationOf(reference, { channels: once, registeredAt }),
      new Date(),
    );
    for (const channel of once) {
      const state = { status: "sent", updatedAt: registeredAt } as const;
      await deliveries.write(deliveryOf({ ...reference, channel }, state), new Date());
    }
  }
  const newestFirst = ids.toReversed();
  for (const filter of [{}, { channel: "fax", status: "sent" }]) {
    const seen: string[] = [];
    let query: Record<string, string> = { limit: "1", ...filter };
    for (let pages = 0; pages < 4; pages += 1) {
      const page = JSON.parse((await get(query, undefined, "u-old")).body);
      for (const { id, deliveries: shown } of page.notifications) {
        seen.push(id);
        expect(shown.map(({ status }: { status: string }) => status)).toEqual(
          Array(6).fill("sent"),
        );
      }
      if (page.nextCursor === undefined) {
        break;
      }
      query = { ...query, cursor: page.nextCursor };
    }
    expect(seen).toEqual(newestFirst);
  }
});
