import type { DeliveryState, NotificationState } from "../core/track-notifications.ts";

/** A notification as the API shows it. Times are ISO 8601; what has no value is left out. */
export function presentNotification({ notification, deliveries }: NotificationState) {
  const { addresses, ...rest } = notification;
  return { ...rest, ...addresses, deliveries: deliveries.map(presentDelivery) };
}

function presentDelivery(delivery: DeliveryState) {
  if (!("trail" in delivery)) return { ...delivery, attempts: 0 };
  const {
    userId: _,
    notificationId: __,
    version: ___,
    leaseToken: ____,
    leaseUntil: _____,
    attemptsInRound: ______,
    lastAttempt: _______,
    ...shown
  } = delivery;
  return shown;
}
