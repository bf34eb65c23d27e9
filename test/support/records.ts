import type { Delivery } from "../../lambdas/core/delivery.ts";
import type { DeliveryReference } from "../../lambdas/core/delivery-reference.ts";
import type { Notification } from "../../lambdas/core/notification.ts";

const registeredAt = new Date("2026-11-23T15:19:00.000Z");

/** A notification on the channels sms and email. */
export function notificationOf(
  { userId, notificationId: id }: Pick<DeliveryReference, "userId" | "notificationId">,
  changes: Partial<Notification> = {},
): Notification {
  return {
    id,
    userId,
    message: "Your order is ready",
    addresses: { phoneNumber: "+48600100200", email: "ann@example.com" },
    channels: ["sms", "email"],
    expectsResponse: false,
    registeredAt,
    ...changes,
  };
}

/** A delivery that has been written once. */
export function deliveryOf(reference: DeliveryReference, changes: Partial<Delivery>): Delivery {
  return {
    ...reference,
    status: "sending",
    attempts: 1,
    attemptsInRound: 1,
    lastAttempt: false,
    version: 1,
    leaseToken: "lease",
    leaseUntil: registeredAt,
    updatedAt: registeredAt,
    possibleDuplicate: false,
    trail: [],
    ...changes,
  };
}
