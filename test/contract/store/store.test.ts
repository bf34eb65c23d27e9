import { ulid } from "ulid";
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from "vitest";
import { dynamoDbDeliveryStore } from "../../../lambdas/adapters/dynamodb-delivery-store.ts";
import { dynamoDbErasures } from "../../../lambdas/adapters/dynamodb-erasures.ts";
import { dynamoDbNotificationHistory } from "../../../lambdas/adapters/dynamodb-notification-history.ts";
import { dynamoDbNotificationStore } from "../../../lambdas/adapters/dynamodb-notification-store.ts";
import { dynamoDbPreferenceStore } from "../../../lambdas/adapters/dynamodb-preference-store.ts";
import { dynamoDbSuppressionStore } from "../../../lambdas/adapters/dynamodb-suppression-store.ts";
import { dynamoDbThrottleCounter } from "../../../lambdas/adapters/dynamodb-throttle-counter.ts";
import { dynamoDbUserRecords } from "../../../lambdas/adapters/dynamodb-user-records.ts";
import type { Addresses } from "../../../lambdas/core/address.ts";
import type { Delivery } from "../../../lambdas/core/delivery.ts";
import type { Notification } from "../../../lambdas/core/notification.ts";
import type { ThrottleCounter } from "../../../lambdas/core/ports/counters.ts";
import type { HistoryRange, NotificationHistory } from "../../../lambdas/core/ports/history.ts";
import type { PreferenceStore } from "../../../lambdas/core/ports/preferences.ts";
import type { DeliveryStore, NotificationStore } from "../../../lambdas/core/ports/records.ts";
import type { SuppressionStore } from "../../../lambdas/core/ports/suppressions.ts";
import type { Erasures, UserRecords } from "../../../lambdas/core/ports/user-records.ts";
import { noPreferences } from "../../../lambdas/core/preferences.ts";
import { addressHashesOf } from "../../../lambdas/core/suppression.ts";
import { systemClock } from "../../../lambdas/runtime/system.ts";
import { fakeUser } from "../../../local/fake-user.ts";
import { InMemoryStore } from "../../support/in-memory/store.ts";
import { VirtualTime } from "../../support/in-memory/virtual-time.ts";
import { hashing, marks } from "../../support/stage-secret.ts";
import type { TestTable } from "../../support/tables.ts";
import { createNotificationsTable } from "../../support/tables.ts";

type Store = NotificationStore &
  DeliveryStore &
  ThrottleCounter &
  NotificationHistory &
  UserRecords &
  Erasures &
  SuppressionStore &
  PreferenceStore;

let table: TestTable;
let time: VirtualTime;
let addresses: Addresses;

beforeAll(async () => {
  table = await createNotificationsTable(inject("awsEndpoint"));
});

afterAll(() => table.drop());

function dynamoDbStore(): Store {
  const notifications = { ...table, retentionDays: 30 };
  return {
    ...dynamoDbNotificationStore(notifications, time, marks),
    ...dynamoDbDeliveryStore(notifications, time, hashing),
    ...dynamoDbSuppressionStore(table, time, hashing),
    ...dynamoDbPreferenceStore(table),
    ...dynamoDbThrottleCounter({ ...notifications, once: table.client }, systemClock),
    ...dynamoDbNotificationHistory(table, 2, time),
    ...dynamoDbUserRecords(table, { clock: time, pause: (ms) => time.pause(ms), marks }),
    ...dynamoDbErasures(table, marks),
  };
}

function notification(userId: string, changes: Partial<Notification> = {}): Notification {
  return {
    id: ulid(),
    userId,
    message: "Your order is ready",
    subject: "Order 1007",
    addresses,
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
    passedOver: [
      { at: new Date("2026-11-23T15:20:30.000Z"), provider: "sns", reason: "no-settings" },
    ],
    interventions: [{ at: new Date("2026-11-23T15:20:29.000Z"), kind: "retry", caller: "support" }],
  };
}

describe.each([
  ["in memory", () => new InMemoryStore({ clock: time, days: 30 }, hashing.fingerprint)],
  ["DynamoDB", dynamoDbStore],
])("the store %s", (_, create) => {
  let store: Store;
  let userId: string;
  /** Hashes of addresses that no other test has. */
  /** The hashes of the notifications' addresses, which no other test has. */
  let one: string;
  let two: string;

  beforeEach(() => {
    const { phoneNumber, email } = fakeUser("stored");
    addresses = { phoneNumber, email };
    [one = "", two = ""] = addressHashesOf(hashing, addresses);
    time = new VirtualTime("2026-11-23T15:21:00.000Z");
    store = create();
    userId = `u-${crypto.randomUUID()}`;
  });

  const erase = () => store.removeAll(userId, time.now(), new Date(time.now().getTime() + 60_000));

  test("reads a notification back as it was added", async () => {
    const added = notification(userId);
    await store.add(added, time.now());
    const reference = { userId, notificationId: added.id, channel: "sms" };
    expect(await store.read(reference)).toEqual({ notification: added });
  });

  test("keeps the first of two notifications with one id", async () => {
    const first = notification(userId);
    await store.add(first, time.now());
    await store.add({ ...first, message: "another" }, time.now());
    expect((await store.find(userId, first.id))?.notification).toEqual(first);
  });

  test("has nothing of what was never added", async () => {
    const reference = { userId, notificationId: ulid(), channel: "sms" };
    expect(await store.read(reference)).toEqual({});
    expect(await store.find(userId, reference.notificationId)).toBeUndefined();
    expect(await store.list(userId, { limit: 10 })).toEqual({ notifications: [] });
  });

  test("reads a delivery back as it was written", async () => {
    const added = notification(userId);
    await store.add(added, time.now());
    const claim = firstClaim(added);
    expect(await store.write(claim, time.now())).toBe(true);
    expect(await store.write(sent(claim), time.now())).toBe(true);
    expect((await store.read(claim)).delivery).toEqual(sent(claim));
  });

  test("reads a delivery back with its receipts", async () => {
    const claim = firstClaim(notification(userId));
    await store.write(claim, time.now());
    const at = new Date("2026-11-23T15:21:00.000Z");
    const receipts = [{ at, result: "bounced", code: "General" }] as const;
    const bounced = {
      ...sent(claim),
      failureReason: "bounced",
      deliveredAt: at,
      receipts,
    } as const;
    await store.write(bounced, time.now());
    expect((await store.read(claim)).delivery).toEqual(bounced);
  });

  test("lets one of several writes from one version through, though they are of one claim", async () => {
    const claim = firstClaim(notification(userId));
    await store.write(claim, time.now());
    const writes = ["a", "b", "c"].map((leaseToken) =>
      store.write({ ...sent(claim), leaseToken }, time.now()),
    );
    expect((await Promise.all(writes)).filter(Boolean)).toHaveLength(1);
  });

  test("reads a user's suppressions along with a delivery, the first reason of each", async () => {
    const added = notification(userId);
    await store.add(added, time.now());
    const at = new Date("2026-11-23T15:21:00.000Z");
    const suppression = { reason: "bounced", provider: "ses", at } as const;
    await store.suppress(added, one, suppression);
    await store.suppress(added, one, { ...suppression, reason: "complained" });
    await store.suppress(added, two, { ...suppression, provider: "twilio" });
    const suppressions = new Map([
      [one, suppression],
      [two, { ...suppression, provider: "twilio" }],
    ]);
    const reference = { userId, notificationId: added.id, channel: "sms" };
    expect(await store.read(reference)).toEqual({ notification: added, suppressions });
    expect(await store.listSuppressions(userId)).toEqual(suppressions);
  });

  test("lifts a suppression once, and what is older does not come back", async () => {
    const added = notification(userId);
    await store.add(added, time.now());
    const suppression = { reason: "bounced", provider: "ses", at: at(1) } as const;
    expect(await store.lift(userId, one, at(2))).toBe(false);
    expect(await store.listSuppressions(userId)).toEqual(new Map());
    await store.suppress(added, one, suppression);
    expect(await store.lift(userId, one, at(2))).toBe(true);
    expect(await store.lift(userId, one, at(3))).toBe(false);
    await store.suppress(added, one, suppression);
    await store.suppress(added, one, { ...suppression, at: at(2) });
    expect(await store.listSuppressions(userId)).toEqual(new Map());
    await store.suppress(added, one, { ...suppression, at: at(3) });
    expect([...(await store.listSuppressions(userId)).keys()]).toEqual([one]);
  });

  test("reads an address's suppression for every user, and lifts it for every user", async () => {
    const added = notification(userId);
    const others = notification(`other-${userId}`);
    await store.add(added, time.now());
    await store.add(others, time.now());
    const suppression = { reason: "complained", provider: "twilio", at: at(1) } as const;
    await store.suppress(added, one, suppression);
    const reference = { userId: others.userId, notificationId: others.id, channel: "sms" };
    const suppressions = new Map([[one, suppression]]);
    expect(await store.read(reference)).toEqual({ notification: others, suppressions });
    const addressMarks = [one, two].map(hashing.addressMark);
    expect(await store.read(reference, addressMarks)).toEqual({
      notification: others,
      suppressions,
    });
    expect(await store.listSuppressions(others.userId, [one])).toEqual(suppressions);

    expect(await store.lift(others.userId, one, at(2))).toBe(true);
    expect(await store.read(reference, addressMarks)).toEqual({ notification: others });
    const own = { userId, notificationId: added.id, channel: "sms" };
    expect(await store.read(own, addressMarks)).toEqual({ notification: added });
    await store.suppress(others, one, suppression);
    expect(await store.read(reference, addressMarks)).toEqual({ notification: others });
    await store.suppress(others, one, { ...suppression, at: at(3) });
    expect((await store.read(own, addressMarks)).suppressions?.get(one)?.at).toEqual(at(3));
  });

  test("keeps an address's suppression when its user is erased, and nothing that names the user", async () => {
    const added = notification(userId);
    await store.add(added, time.now());
    const suppression = { reason: "complained", provider: "twilio", at: at(1) } as const;
    await store.suppress(added, one, suppression);
    await erase();
    expect(await store.listSuppressions(userId)).toEqual(new Map());
    expect(await store.listSuppressions(userId, [one])).toEqual(new Map([[one, suppression]]));
  });

  test("reads a user's preferences along with a delivery, beside its suppressions", async () => {
    const added = notification(userId);
    await store.add(added, time.now());
    await store.suppress(added, one, { reason: "bounced", provider: "ses", at: at(1) });
    expect(await store.preferencesOf(userId)).toEqual(noPreferences);
    const byLink = { since: at(2), by: "link" } as const;
    await store.setPreferences(userId, { categories: { at: false, digest: false } }, byLink);
    const byCaller = { since: at(3), by: "caller" } as const;
    const changes = { categories: { digest: true }, channels: { sms: false } };
    const expected = {
      categories: new Map([
        ["at", { isOn: false, ...byLink }],
        ["digest", { isOn: true, ...byCaller }],
      ]),
      channels: new Map([["sms", { isOn: false, ...byCaller }]]),
    };
    expect(await store.setPreferences(userId, changes, byCaller)).toEqual(expected);
    expect(await store.preferencesOf(userId)).toEqual(expected);
    const { preferences, suppressions } = await store.read(firstClaim(added));
    expect(preferences).toEqual(expected);
    expect([...(suppressions?.keys() ?? [])]).toEqual([one]);
    expect((await store.listSuppressions(userId)).size).toBe(1);
    expect(await store.preferencesOf(`${userId}-other`)).toEqual(noPreferences);
  });

  test("keeps all that several calls set at once", async () => {
    const names = ["a", "b", "c", "d", "e"];
    const stamp = { since: at(1), by: "caller" } as const;
    await Promise.all(
      names.map((name) => store.setPreferences(userId, { categories: { [name]: false } }, stamp)),
    );
    const { categories } = await store.preferencesOf(userId);
    expect([...categories.keys()].toSorted()).toEqual(names);
  });

  test("turns a category off by a complaint, unless it was set since, or its user was erased", async () => {
    const added = notification(userId);
    const complained = { userId, id: added.id, category: "digest" };
    await store.complain(complained, at(1));
    expect(await store.preferencesOf(userId)).toEqual(noPreferences);
    await store.add(added, time.now());
    await store.complain(complained, at(1));
    const categoryOf = async () => (await store.preferencesOf(userId)).categories.get("digest");
    expect(await categoryOf()).toEqual({ isOn: false, since: at(1), by: "complaint" });
    const on = { isOn: true, since: at(3), by: "caller" } as const;
    await store.setPreferences(userId, { categories: { digest: true } }, on);
    await store.complain(complained, at(2));
    await store.complain(complained, at(3));
    expect(await categoryOf()).toEqual(on);
    await store.complain(complained, at(4));
    expect(await categoryOf()).toMatchObject({ isOn: false });
    expect(await erase()).toMatchObject({ notifications: 1, other: 1 });
    await store.complain(complained, at(5));
    expect(await store.preferencesOf(userId)).toEqual(noPreferences);
    expect(await erase()).toMatchObject({ other: 0 });
  });

  test("keeps what a user who was erased says anew, until the next erasure", async () => {
    await erase();
    const stamp = { since: at(1), by: "link" } as const;
    await store.setPreferences(userId, { categories: { digest: false } }, stamp);
    expect((await store.preferencesOf(userId)).categories.size).toBe(1);
    expect(await erase()).toMatchObject({ other: 1 });
    expect(await store.preferencesOf(userId)).toEqual(noPreferences);
  });

  test("lets one of several claims through", async () => {
    const claim = firstClaim(notification(userId));
    const claims = ["a", "b", "c", "d"].map((leaseToken) =>
      store.write({ ...claim, leaseToken }, time.now()),
    );
    expect((await Promise.all(claims)).filter(Boolean)).toHaveLength(1);
  });

  test("refuses a write from a version that is no longer there", async () => {
    const claim = firstClaim(notification(userId));
    await store.write(claim, time.now());
    const taken = { ...claim, version: 2, leaseToken: "second" };
    await store.write(taken, time.now());
    expect(await store.write(sent(claim), time.now())).toBe(false);
    expect((await store.read(claim)).delivery).toEqual(taken);
  });

  test("refuses a later version of a record that there is not", async () => {
    const claim = firstClaim(notification(userId));
    expect(await store.write({ ...claim, version: 2 }, time.now())).toBe(false);
  });

  test("takes a repeated write for the write it repeats", async () => {
    const claim = firstClaim(notification(userId));
    await store.write(claim, time.now());
    expect(await store.write(claim, time.now())).toBe(true);
    await store.write(sent(claim), time.now());
    expect(await store.write(sent(claim), time.now())).toBe(true);
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
      await store.add(each, time.now());
      await store.write(firstClaim(each, "sms"), time.now());
      await store.write(firstClaim(each, "email"), time.now());
    }
    const seen: string[] = [];
    let before: string | undefined;
    do {
      const page = await store.list(userId, { limit: 2, before });
      for (const { notification: each, deliveries } of page.notifications) {
        seen.push(each.id);
        expect(deliveries.map(({ channel }) => channel).sort()).toEqual(["email", "sms"]);
      }
      before = page.next;
    } while (before !== undefined);
    expect(seen).toEqual(added.map(({ id }) => id).reverse());
  });

  test("finds one notification with its own deliveries", async () => {
    const [one, other] = [notification(userId), notification(userId)];
    await store.add(one, time.now());
    await store.add(other, time.now());
    await store.write(firstClaim(one), time.now());
    await store.write(firstClaim(other), time.now());
    expect(await store.find(userId, one.id)).toEqual({
      notification: one,
      deliveries: [firstClaim(one)],
    });
  });

  test("lists what was registered from a moment on, and before another", async () => {
    const minutes = [1, 2, 3, 4];
    const added = minutes.map((minute) => notification(userId, { id: ulid(at(minute).getTime()) }));
    for (const each of added) {
      await store.add(each, time.now());
      await store.write(firstClaim(each), time.now());
    }
    const idsOf = async (range: Omit<HistoryRange, "limit">) =>
      (await store.list(userId, { limit: 10, ...range })).notifications.map(
        ({ notification: { id } }) => id,
      );
    const [one, two, three, four] = added.map(({ id }) => id);
    expect(await idsOf({ from: at(2), to: at(4) })).toEqual([three, two]);
    expect(await idsOf({ from: at(3) })).toEqual([four, three]);
    expect(await idsOf({ to: at(2) })).toEqual([one]);
    expect(await idsOf({ from: at(2), before: three })).toEqual([two]);
    expect(await idsOf({ to: at(2), before: four })).toEqual([one]);
    expect(await idsOf({ from: at(4), to: at(1) })).toEqual([]);
    expect(await idsOf({ from: new Date(-1) })).toHaveLength(4);
  });

  test("shows nothing whose retention has ended, removed by then or not", async () => {
    const added = notification(userId);
    await store.add(added, time.now());
    const claim = firstClaim(added);
    await store.write({ ...claim, updatedAt: new Date("2026-12-01T00:00:00Z") }, time.now());
    time.advance(30 * 86_400_000 - 61_000);
    expect(await store.find(userId, added.id)).toBeDefined();
    time.advance(2_000);
    expect(await store.find(userId, added.id)).toBeUndefined();
    expect(await store.list(userId, { limit: 10 })).toEqual({ notifications: [] });
    expect(await store.read(claim)).not.toHaveProperty("notification");
  });

  test("goes on past a page of what is past its retention", async () => {
    const added = Array.from({ length: 12 }, (_, index) =>
      notification(userId, { id: ulid(at(index).getTime()), registeredAt: at(index) }),
    );
    for (const each of added) {
      await store.add(each, time.now());
    }
    // All but the newest have ended, and are not yet removed.
    time.advance(at(10).getTime() + 30 * 86_400_000 + 1_000 - time.now().getTime());
    const seen: string[] = [];
    const cursors: (string | undefined)[] = [undefined];
    do {
      const page = await store.list(userId, { limit: 1, before: cursors.at(-1) });
      seen.push(...page.notifications.map(({ notification: { id } }) => id));
      cursors.push(page.next);
    } while (cursors.at(-1) !== undefined && cursors.length < 20);
    expect(seen).toEqual([added.at(-1)?.id]);
    expect(new Set(cursors).size).toBe(cursors.length - 1);
  });

  test("removes everything of one user, and says what it was", async () => {
    const other = notification(`${userId}-other`);
    await store.add(other, time.now());
    const added = Array.from({ length: 20 }, () => notification(userId));
    for (const each of added) {
      await store.add(each, time.now());
      await store.write(firstClaim(each), time.now());
    }
    await store.take(userId, "2026-11-23T15", 5);
    const removed = { notifications: 20, deliveries: 20, other: 1, isAll: true };
    expect(await erase()).toMatchObject(removed);
    expect(await store.list(userId, { limit: 10 })).toEqual({ notifications: [] });
    const nothing = { notifications: 0, deliveries: 0, other: 0, isAll: true };
    expect(await erase()).toMatchObject(nothing);
    expect(await store.find(other.userId, other.id)).toBeDefined();
  });

  test("lets nothing of what was erased be written again, and knows it", async () => {
    const added = notification(userId);
    const before = time.now();
    const kept = { reason: "bounced", provider: "ses", at: at(1) } as const;
    expect(await store.add(added, time.now())).toBe(true);
    await store.write(firstClaim(added, "sms"), time.now());
    await store.suppress(added, one, kept);
    await erase();

    expect(await store.add(added, before)).toBe(false);
    expect(await store.isErased(added)).toBe(true);
    // The one had no record when it was erased, the other had.
    expect(await store.write(firstClaim(added, "email"), before)).toBe(false);
    expect(await store.write(firstClaim(added, "sms"), before)).toBe(false);
    expect(await store.write(sent(firstClaim(added, "sms")), before)).toBe(false);
    await store.suppress(added, one, kept);
    expect(await store.read(firstClaim(added))).toEqual({});
    expect(await store.find(userId, added.id)).toBeUndefined();
    expect(await store.list(userId, { limit: 1 })).toEqual({ notifications: [] });
    expect(await store.listSuppressions(userId)).toEqual(new Map());
    expect(await erase()).toMatchObject({ notifications: 0, deliveries: 0, other: 0 });
  });

  test("knows that a user was erased after a notification was registered, and not before", async () => {
    const before = notification(userId, { registeredAt: time.now() });
    expect(await store.isErased(before)).toBe(false);
    await erase();
    const after = notification(userId, { registeredAt: new Date(time.now().getTime() + 1) });
    expect([await store.isErased(before), await store.isErased(after)]).toEqual([true, false]);
    expect(await store.isErased({ ...before, userId: `${userId}-other` })).toBe(false);
    expect(await store.add(after, time.now())).toBe(true);
    expect(await store.write(firstClaim(after), time.now())).toBe(true);
    await store.suppress(after, one, { reason: "bounced", provider: "ses", at: at(1) });
    expect((await store.read(firstClaim(after))).suppressions?.size).toBe(1);
  });

  test("lists what is newer than what was erased, page by page", async () => {
    const minutes = [1, 2, 3, 4, 5, 6, 7, 8];
    const all = minutes.map((minute) => notification(userId, { id: ulid(at(minute).getTime()) }));
    for (const each of all.slice(0, 6)) {
      await store.add(each, time.now());
    }
    await erase();
    for (const each of all.slice(6)) {
      await store.add(each, time.now());
    }
    const seen: string[] = [];
    let before: string | undefined;
    do {
      const page = await store.list(userId, { limit: 1, before });
      seen.push(...page.notifications.map(({ notification: { id } }) => id));
      before = page.next;
    } while (before !== undefined);
    expect(seen).toEqual([all[7]?.id, all[6]?.id]);
  });

  test("lists what went to more channels than there are now", async () => {
    const channels = ["sms", "email", "push", "messenger", "mix", "fail"];
    const added = [1, 2, 3].map((minute) =>
      notification(userId, { id: ulid(at(minute).getTime()), channels }),
    );
    for (const each of added) {
      await store.add(each, time.now());
      for (const channel of channels) {
        await store.write(firstClaim(each, channel), time.now());
      }
    }
    for (const limit of [1, 2, 3, 10]) {
      const seen: string[] = [];
      let before: string | undefined;
      do {
        const page = await store.list(userId, { limit, before });
        for (const { notification: each, deliveries } of page.notifications) {
          seen.push(each.id);
          expect(deliveries.map(({ channel }) => channel).toSorted()).toEqual(channels.toSorted());
        }
        before = page.next;
      } while (before !== undefined);
      expect(seen).toEqual(added.map(({ id }) => id).toReversed());
    }
  });
});

function at(minute: number): Date {
  return new Date(Date.UTC(2026, 10, 23, 15, minute));
}
