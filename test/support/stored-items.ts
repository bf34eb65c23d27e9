import { marshall } from "@aws-sdk/util-dynamodb";
import { ulid } from "ulid";
import type { Item } from "../../lambdas/adapters/dynamodb-items.ts";
import {
  expiresAtEpoch,
  toDeliveryItem,
  toNotificationItem,
} from "../../lambdas/adapters/dynamodb-items.ts";
import type { Delivery } from "../../lambdas/core/delivery.ts";
import type { Notification } from "../../lambdas/core/notification.ts";

/** A notification that was accepted a minute ago, for `sms` and `email`. */
export function acceptedNotification(changes: Partial<Notification> = {}): Notification {
  const registeredAt = changes.registeredAt ?? new Date(Date.now() - 60_000);
  return {
    id: ulid(registeredAt.getTime()),
    userId: "u-42",
    message: "Hello Ann",
    addresses: { email: "ann@example.com", phoneNumber: "+48600100200" },
    channels: ["sms", "email"],
    expectsResponse: false,
    registeredAt,
    ...changes,
  };
}

/** A notification's delivery: on `sms`, failed after its one attempt, unless told otherwise. */
export function deliveryOf(
  { id, userId, registeredAt }: Notification,
  changes: Partial<Delivery> = {},
): Delivery {
  return {
    userId,
    notificationId: id,
    channel: "sms",
    status: "failed",
    failureReason: "refused",
    attempts: 1,
    attemptsInRound: 1,
    lastAttempt: false,
    version: 2,
    leaseToken: "token",
    leaseUntil: registeredAt,
    updatedAt: registeredAt,
    possibleDuplicate: false,
    trail: [],
    ...changes,
  };
}

/** What DynamoDB has of a notification, in the order in which a history is read: deliveries first. */
export function storedItems(
  notification: Notification,
  deliveries: readonly Delivery[] = [],
): Item[] {
  const expiresAt = expiresAtEpoch(notification.registeredAt, 30);
  return [
    ...deliveries.map((delivery) => toDeliveryItem(delivery, expiresAt)),
    toNotificationItem(notification, expiresAt),
  ];
}

/** Items as DynamoDB sends them. */
export function sent(items: readonly Item[]) {
  return items.map((item) => marshall(item, { removeUndefinedValues: true }));
}
