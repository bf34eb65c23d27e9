import { cursorAfter } from "../../api/cursor.ts";
import { fitting } from "../../api/response-size.ts";
import type { ExportPage } from "../../core/ports.ts";
import type {
  DeliveryState,
  NotificationPage,
  NotificationState,
} from "../../core/track-notifications.ts";

/** A page as the API shows it, cut short where a response has no room for all of it. */
export function presentPage(page: NotificationPage) {
  const all = page.notifications.map(presentNotification);
  const notifications = fitting(all);
  const next = notifications.length < all.length ? notifications.at(-1)?.id : page.next;
  return { notifications, ...(next !== undefined && { nextCursor: cursorAfter(next) }) };
}

/** A page of a user's records as the API shows it, cut short where a response has no room for it. */
export function presentExport(page: ExportPage) {
  const records = fitting(page.records);
  const next = records.length < page.records.length ? records.at(-1)?.recordId : page.next;
  return { records, ...(next !== undefined && { nextCursor: cursorAfter(next) }) };
}

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
  "passedOver",
  "interventions",
  "receipts",
] as const;
