import { ulid } from "ulid";
import { beforeEach, expect, test } from "vitest";
import { findStuck } from "../../../cli/doctor/find-stuck.ts";
import type { Item } from "../../../lambdas/adapters/dynamodb-items.ts";
import { toDeliveryItem, toNotificationItem } from "../../../lambdas/adapters/dynamodb-items.ts";
import type { Delivery } from "../../../lambdas/core/delivery.ts";
import type { DeliveryReference } from "../../../lambdas/core/delivery-reference.ts";
import type { Notification } from "../../../lambdas/core/notification.ts";
import { InMemoryStore } from "../../support/in-memory/store.ts";
import { VirtualTime } from "../../support/in-memory/virtual-time.ts";

let store: InMemoryStore;
let time: VirtualTime;
let stop: AbortController;

beforeEach(() => {
  store = new InMemoryStore();
  time = new VirtualTime();
  stop = new AbortController();
});

const hourAgo = () => new Date(time.now().getTime() - 3_600_000);

async function addNotification(...channels: string[]): Promise<Notification> {
  const notification = {
    id: ulid(),
    userId: "u-42",
    message: "Hi",
    addresses: {},
    channels,
    expectsResponse: false,
    registeredAt: hourAgo(),
  };
  await store.add(notification);
  return notification;
}

async function addDelivery(
  { userId, id: notificationId }: Notification,
  channel: string,
  changes: Partial<Delivery> = {},
): Promise<Delivery> {
  const delivery: Delivery = {
    userId,
    notificationId,
    channel,
    status: "sending",
    attempts: 1,
    attemptsInRound: 1,
    lastAttempt: false,
    version: 1,
    leaseToken: ulid(),
    leaseUntil: hourAgo(),
    updatedAt: hourAgo(),
    possibleDuplicate: false,
    trail: [],
    ...changes,
  };
  await store.write(delivery);
  return delivery;
}

const rowsOf = (notification: Notification, ...deliveries: Delivery[]): Item[] => [
  toNotificationItem(notification, 0),
  ...deliveries.map((delivery) => toDeliveryItem(delivery, 0)),
];

/** What is found in a scan of these pages. */
async function find(...pages: Item[][]) {
  const found: [DeliveryReference["channel"], string][] = [];
  const search = findStuck({
    pages: pagesOf(pages),
    deliveries: store,
    clock: time,
    patienceMsOf: () => 60_000,
    onPage: () => {},
    signal: stop.signal,
  });
  for await (const { reference, reason } of search) {
    found.push([reference.channel, reason]);
  }
  return found;
}

async function* pagesOf(pages: Item[][]): AsyncGenerator<Item[]> {
  yield* pages;
}

test("finds each way of being stuck, and no delivery that has ended", async () => {
  const notification = await addNotification("sms", "email", "push", "mix");
  const email = await addDelivery(notification, "email");
  const push = await addDelivery(notification, "push", {
    status: "retrying",
    nextAttemptAt: hourAgo(),
  });
  const mix = await addDelivery(notification, "mix", { status: "sent" });
  expect(await find(rowsOf(notification, email, mix, push))).toEqual([
    ["sms", "never-claimed"],
    ["email", "lease-ended"],
    ["push", "attempt-overdue"],
  ]);
});

test("puts a notification together whose deliveries are on the next page", async () => {
  const first = await addNotification("sms");
  const second = await addNotification("sms");
  const sent = await addDelivery(first, "sms", { status: "sent" });
  const [inbox = {}, outbox = {}] = rowsOf(first, sent);
  expect(await find([inbox], [outbox, ...rowsOf(second)])).toEqual([["sms", "never-claimed"]]);
});

test("what has moved since it was scanned is not found", async () => {
  const notification = await addNotification("sms");
  await addDelivery(notification, "sms", { status: "sent" });
  expect(await find(rowsOf(notification))).toEqual([]);
});

test("what was erased since it was scanned is not found", async () => {
  const notification = await addNotification("sms");
  store.notifications.clear();
  expect(await find(rowsOf(notification))).toEqual([]);
});

test("a delivery whose notification is gone is not found", async () => {
  const notification = await addNotification("sms");
  const delivery = await addDelivery(notification, "sms");
  expect(await find([toDeliveryItem(delivery, 0)])).toEqual([]);
});

test("stopped, it finds no more", async () => {
  const notification = await addNotification("sms");
  stop.abort();
  expect(await find(rowsOf(notification))).toEqual([]);
});
