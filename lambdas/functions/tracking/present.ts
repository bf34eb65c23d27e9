import type { DeliveryState, NotificationState } from "../../core/track-notifications.ts";

/** A notification as the API shows it. Times are ISO 8601; what has no value is left out. */
export function presentNotification({ notification, deliveries }: NotificationState) {
  const { addresses, ...rest } = notification;
  return { ...rest, ...addresses, deliveries: deliveries.map(presentDelivery) };
}

function presentDelivery(delivery: DeliveryState) {
  if (!("trail" in delivery)) {
    return { ...delivery, attempts: 0 };
  }
  const shown = shownFields.map((field) => [field, delivery[field]]);
  return Object.fromEntries(shown.filter(([, value]) => value !== undefined));
}

/** What a record says to callers; its lease and version are Herald's own. */
const shownFields = [
  "channel",
  "status",
  "attempts",
  "updatedAt",
  "provider",
  "providerMessageId",
  "sentAt",
  "deliveredAt",
  "nextAttemptAt",
  "lastError",
  "failureReason",
  "possibleDuplicate",
  "trail",
  "receipts",
] as const;
