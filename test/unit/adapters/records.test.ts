import { describe, expect, test } from "vitest";
import {
  fromDeliveryItem,
  fromNotificationItem,
  toDeliveryItem,
  toNotificationItem,
} from "../../../lambdas/adapters/dynamodb-items.ts";
import { suppressionsIn } from "../../../lambdas/adapters/dynamodb-suppression-items.ts";
import type { Delivery } from "../../../lambdas/core/delivery.ts";
import type { Notification } from "../../../lambdas/core/notification.ts";
import { DependencyUnavailable } from "../../../lambdas/core/ports/unavailable.ts";

const at = new Date("2026-11-23T15:20:05.123Z");
const notification: Notification = {
  id: "01KAS0000000000000000000XD",
  userId: "u-42",
  message: "Hi",
  addresses: { phoneNumber: "+48600100200" },
  channels: ["sms"],
  expectsResponse: false,
  registeredAt: at,
};
const delivery: Delivery = {
  userId: "u-42",
  notificationId: notification.id,
  channel: "sms",
  status: "retrying",
  attempts: 1,
  attemptsInRound: 1,
  lastAttempt: false,
  version: 2,
  leaseToken: "token",
  leaseUntil: at,
  updatedAt: at,
  nextAttemptAt: at,
  possibleDuplicate: false,
  trail: [{ at, provider: "twilio", outcome: "unavailable", code: "http-503", ms: 12 }],
};
const more = { more: { of: "it" } };

describe.each([
  ["a notification", notification, toNotificationItem(notification, 1), fromNotificationItem],
  ["a delivery", delivery, toDeliveryItem(delivery, 1), fromDeliveryItem],
] as const)("the record of %s", (_, record, item, read) => {
  test("is read back, and says no version", () => {
    expect(read(item)).toEqual(record);
    expect(item).not.toHaveProperty("recordVersion");
  });

  test("of tomorrow is read with one more field", () => {
    expect(read({ ...item, ...more, recordVersion: 1 })).toMatchObject(record);
  });

  test("of a version that only a newer release reads is not available", () => {
    expect(() => read({ ...item, recordVersion: 3 })).toThrow(DependencyUnavailable);
  });
});

test("what a newer release keeps in a delivery stays in it", () => {
  const item = { ...toDeliveryItem(delivery, 1), ...more };
  expect(toDeliveryItem(fromDeliveryItem(item), 1)).toEqual(item);
});

test("what a newer release keeps beside suppressions is none", () => {
  const kept = { reason: "bounced", provider: "ses", at: at.toISOString() };
  const item = {
    userId: "u-42",
    recordId: "suppressions",
    "lifted#hash": at.toISOString(),
    ...more,
    recordVersion: 1,
    none: null,
    hash: { ...kept, ...more },
  };
  expect([...suppressionsIn({ ofUser: item, ofAddresses: new Map() }, at)]).toEqual([
    ["hash", { ...kept, at }],
  ]);
});
