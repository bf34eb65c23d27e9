import { beforeEach, describe, expect, test } from "vitest";
import type { Delivery } from "../../../lambdas/core/delivery.ts";
import type { NotificationPage } from "../../../lambdas/core/track-notifications.ts";
import { findNotification, listNotifications } from "../../../lambdas/core/track-notifications.ts";
import { InMemoryStore } from "../../support/in-memory/store.ts";

const now = new Date("2026-11-23T15:30:00Z");
let store: InMemoryStore;

beforeEach(() => {
  store = new InMemoryStore();
});

async function add(id: string): Promise<void> {
  await store.add({
    id,
    userId: "u-42",
    message: "Hi",
    addresses: { phoneNumber: "+48600100200" },
    channels: ["sms", "mix"],
    expectsResponse: false,
    registeredAt: now,
  });
}

function sending(changes: Partial<Delivery>): Delivery {
  return {
    userId: "u-42",
    notificationId: "1",
    channel: "sms",
    status: "sending",
    attempts: 4,
    attemptsInRound: 4,
    lastAttempt: true,
    version: 1,
    leaseToken: "lease",
    leaseUntil: now,
    updatedAt: now,
    possibleDuplicate: false,
    trail: [],
    ...changes,
  };
}

async function statuses(): Promise<readonly string[] | undefined> {
  const found = await findNotification(store, "u-42", "1", now);
  return found?.deliveries.map(({ status }) => status);
}

describe("a delivery", () => {
  beforeEach(() => add("1"));

  test("without a record is queued", async () => {
    expect(await statuses()).toEqual(["queued", "queued"]);
  });

  test("whose function died in the last attempt has failed: nobody knows whether it went out", async () => {
    await store.write(sending({}));
    const found = await findNotification(store, "u-42", "1", now);
    expect(found?.deliveries[0]).toMatchObject({
      status: "failed",
      failureReason: "unknown",
      possibleDuplicate: true,
    });
  });

  test("whose function died in another attempt may have gone out", async () => {
    await store.write(sending({ lastAttempt: false }));
    const found = await findNotification(store, "u-42", "1", now);
    expect(found?.deliveries[0]).toMatchObject({ status: "sending", possibleDuplicate: true });
  });

  test.each([
    ["under a lease that is running", { leaseUntil: new Date(now.getTime() + 1) }],
    ["in an attempt that is not the last", { lastAttempt: false }],
  ] as const)("%s is sending", async (_, changes) => {
    await store.write(sending(changes));
    expect(await statuses()).toEqual(["sending", "queued"]);
  });
});

test("a delivery that was sent in the last attempt is sent", async () => {
  await add("1");
  await store.write(sending({ status: "sent" }));
  expect(await statuses()).toEqual(["sent", "queued"]);
});

test("a list goes on from the last notification of a page", async () => {
  for (const id of ["1", "2", "3", "4"]) {
    await add(id);
  }
  const first = await listNotifications(store, "u-42", { limit: 3 }, now);
  expect(first.notifications.map(({ notification }) => notification.id)).toEqual(["4", "3", "2"]);
  const second = await listNotifications(store, "u-42", { limit: 3, before: first.next }, now);
  expect(second.notifications.map(({ notification }) => notification.id)).toEqual(["1"]);
  expect(second).not.toHaveProperty("next");
});

describe("a filtered list", () => {
  beforeEach(async () => {
    for (const id of ["1", "2", "3", "4", "5"]) {
      await add(id);
    }
    for (const notificationId of ["1", "4"]) {
      await store.write(sending({ notificationId, status: "sent" }));
    }
  });

  const idsOf = ({ notifications }: NotificationPage) =>
    notifications.map(({ notification }) => notification.id);

  test("has what fits, however many there are in between", async () => {
    const page = await listNotifications(store, "u-42", { limit: 2 }, now, { status: "sent" });
    expect(idsOf(page)).toEqual(["4", "1"]);
    expect(page).not.toHaveProperty("next");
  });

  test("wants channel and status of the same delivery", async () => {
    const filter = { channel: "mix", status: "sent" } as const;
    expect(idsOf(await listNotifications(store, "u-42", { limit: 2 }, now, filter))).toEqual([]);
    const ofSms = { ...filter, channel: "sms" };
    const page = await listNotifications(store, "u-42", { limit: 2 }, now, ofSms);
    expect(idsOf(page)).toEqual(["4", "1"]);
  });

  test("leaves to the next page what does not fit, though it was read", async () => {
    for (const notificationId of ["2", "3"]) {
      await store.write(sending({ notificationId, status: "sent" }));
    }
    const filter = { status: "sent" } as const;
    const first = await listNotifications(store, "u-42", { limit: 2 }, now, filter);
    expect(idsOf(first)).toEqual(["4", "3"]);
    const range = { limit: 2, before: first.next };
    expect(idsOf(await listNotifications(store, "u-42", range, now, filter))).toEqual(["2", "1"]);
  });

  test("goes on where a page was full", async () => {
    const filter = { status: "sent" } as const;
    const first = await listNotifications(store, "u-42", { limit: 1 }, now, filter);
    expect(idsOf(first)).toEqual(["4"]);
    const range = { limit: 1, before: first.next };
    expect(idsOf(await listNotifications(store, "u-42", range, now, filter))).toEqual(["1"]);
  });

  test("reads so often and no more; the caller goes on", async () => {
    const filter = { status: "failed" } as const;
    const page = await listNotifications(store, "u-42", { limit: 1 }, now, filter);
    expect(page).toEqual({ notifications: [], next: "2" });
  });
});

test("what was never added is not found", async () => {
  expect(await findNotification(store, "u-42", "1", now)).toBeUndefined();
});
