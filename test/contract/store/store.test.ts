import { ulid } from "ulid";
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from "vitest";
import { dynamoDbDeliveryStore } from "../../../lambdas/adapters/dynamodb-delivery-store.ts";
import { dynamoDbNotificationHistory } from "../../../lambdas/adapters/dynamodb-notification-history.ts";
import { dynamoDbNotificationStore } from "../../../lambdas/adapters/dynamodb-notification-store.ts";
import { dynamoDbThrottleCounter } from "../../../lambdas/adapters/dynamodb-throttle-counter.ts";
import type { Delivery } from "../../../lambdas/core/delivery.ts";
import type { Notification } from "../../../lambdas/core/notification.ts";
import type {
  DeliveryStore,
  NotificationHistory,
  NotificationStore,
  ThrottleCounter,
} from "../../../lambdas/core/ports.ts";
import { systemClock } from "../../../lambdas/runtime/system.ts";
import { InMemoryStore } from "../../support/in-memory/store.ts";
import { createNotificationsTable, type TestTable } from "../../support/tables.ts";

type Store = NotificationStore & DeliveryStore & ThrottleCounter & NotificationHistory;

let table: TestTable;

beforeAll(async () => {
  table = await createNotificationsTable(inject("awsEndpoint"));
});

afterAll(() => table.drop());

function dynamoDbStore(): Store {
  const notifications = { ...table, retentionDays: 30 };
  return {
    ...dynamoDbNotificationStore(notifications),
    ...dynamoDbDeliveryStore(notifications),
    ...dynamoDbThrottleCounter(notifications, systemClock),
    ...dynamoDbNotificationHistory(table, 2),
  };
}

function notification(userId: string, changes: Partial<Notification> = {}): Notification {
  return {
    id: ulid(),
    userId,
    message: "Your order is ready",
    subject: "Order 1007",
    addresses: { phoneNumber: "+48600100200", email: "ann@example.com" },
    channels: ["sms", "email"],
    expectsResponse: true,
    registeredAt: new Date("2026-11-23T15:20:00.123Z"),
    expiresAt: new Date("2026-12-01T12:00:00.000Z"),
    ...changes,
  };
}

function firstClaim(of: Notification, channel = "sms"): Delivery {
  return {
    userId: of.userId,
    notificationId: of.id,
    channel,
    status: "sending",
    attempts: 1,
    attemptsInRound: 1,
    lastAttempt: false,
    version: 1,
    leaseToken: "first",
    leaseUntil: new Date("2026-11-23T15:21:00.000Z"),
    updatedAt: new Date("2026-11-23T15:20:30.000Z"),
    possibleDuplicate: false,
    trail: [],
  };
}

function sent(claim: Delivery): Delivery {
  return {
    ...claim,
    status: "sent",
    version: claim.version + 1,
    provider: "twilio",
    providerMessageId: "SM1",
    sentAt: new Date("2026-11-23T15:20:31.000Z"),
    trail: [
      {
        at: new Date("2026-11-23T15:20:30.000Z"),
        provider: "twilio",
        outcome: "accepted",
        ms: 120,
      },
    ],
  };
}

describe.each([
  ["in memory", () => new InMemoryStore()],
  ["DynamoDB", dynamoDbStore],
])("the store %s", (_, create) => {
  let store: Store;
  let userId: string;

  beforeEach(() => {
    store = create();
    userId = `u-${crypto.randomUUID()}`;
  });

  test("reads a notification back as it was added", async () => {
    const added = notification(userId);
    await store.add(added);
    const reference = { userId, notificationId: added.id, channel: "sms" };
    expect(await store.read(reference)).toEqual({ notification: added });
  });

  test("keeps the first of two notifications with one id", async () => {
    const first = notification(userId);
    await store.add(first);
    await store.add({ ...first, message: "another" });
    expect((await store.find(userId, first.id))?.notification).toEqual(first);
  });

  test("has nothing of what was never added", async () => {
    const reference = { userId, notificationId: ulid(), channel: "sms" };
    expect(await store.read(reference)).toEqual({});
    expect(await store.find(userId, reference.notificationId)).toBeUndefined();
    expect(await store.list(userId, 10)).toEqual({ notifications: [], hasMore: false });
  });

  test("reads a delivery back as it was written", async () => {
    const added = notification(userId);
    await store.add(added);
    const claim = firstClaim(added);
    expect(await store.write(claim)).toBe(true);
    expect(await store.write(sent(claim))).toBe(true);
    expect((await store.read(claim)).delivery).toEqual(sent(claim));
  });

  test("lets one of several claims through", async () => {
    const claim = firstClaim(notification(userId));
    const claims = ["a", "b", "c", "d"].map((leaseToken) => store.write({ ...claim, leaseToken }));
    expect((await Promise.all(claims)).filter(Boolean)).toHaveLength(1);
  });

  test("refuses a write from a version that is no longer there", async () => {
    const claim = firstClaim(notification(userId));
    await store.write(claim);
    const taken = { ...claim, version: 2, leaseToken: "second" };
    await store.write(taken);
    expect(await store.write(sent(claim))).toBe(false);
    expect((await store.read(claim)).delivery).toEqual(taken);
  });

  test("refuses a later version of a record that there is not", async () => {
    const claim = firstClaim(notification(userId));
    expect(await store.write({ ...claim, version: 2 })).toBe(false);
  });

  test("takes a repeated write for the write it repeats", async () => {
    const claim = firstClaim(notification(userId));
    await store.write(claim);
    expect(await store.write(claim)).toBe(true);
    await store.write(sent(claim));
    expect(await store.write(sent(claim))).toBe(true);
  });

  test("gives out exactly as many slots as the limit, whatever the concurrency", async () => {
    const takes = Array.from({ length: 30 }, () => store.take(userId, "2026-11-23T15", 7));
    const taken = (await Promise.all(takes)).filter((left) => left !== undefined);
    expect(taken.sort()).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });

  test("gives out no slot where the limit is 0, and new ones in another window", async () => {
    expect(await store.take(userId, "2026-11-23T15", 0)).toBeUndefined();
    await store.take(userId, "2026-11-23T15", 1);
    expect(await store.take(userId, "2026-11-23T15", 1)).toBeUndefined();
    expect(await store.take(userId, "2026-11-23T16", 1)).toBe(0);
  });

  test("lists newest first, page by page, each with its deliveries", async () => {
    const added = [1, 2, 3, 4, 5].map((minute) =>
      notification(userId, { id: ulid(Date.UTC(2026, 10, 23, 15, minute)) }),
    );
    await store.take(userId, "2026-11-23T15", 5);
    for (const each of added) {
      await store.add(each);
      await store.write(firstClaim(each, "sms"));
      await store.write(firstClaim(each, "email"));
    }
    const seen: string[] = [];
    let before: string | undefined;
    let hasMore = true;
    while (hasMore) {
      const page = await store.list(userId, 2, before);
      for (const { notification: each, deliveries } of page.notifications) {
        seen.push(each.id);
        expect(deliveries.map(({ channel }) => channel).sort()).toEqual(["email", "sms"]);
      }
      before = seen.at(-1);
      hasMore = page.hasMore;
    }
    expect(seen).toEqual(added.map(({ id }) => id).reverse());
  });

  test("finds one notification with its own deliveries", async () => {
    const [one, other] = [notification(userId), notification(userId)];
    await store.add(one);
    await store.add(other);
    await store.write(firstClaim(one));
    await store.write(firstClaim(other));
    expect(await store.find(userId, one.id)).toEqual({
      notification: one,
      deliveries: [firstClaim(one)],
    });
  });
});
