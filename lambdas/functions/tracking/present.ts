import { decodeTime } from "ulid";
import { cursorAfter } from "../../api/cursor.ts";
import { fitting } from "../../api/response-size.ts";
import { addressAttributes } from "../../core/address.ts";
import type { Notification } from "../../core/notification.ts";
import type { ExportPage } from "../../core/ports/user-records.ts";
import { canRetryHelp } from "../../core/retry-delivery.ts";
import type {
  DeliveryState,
  NotificationPage,
  NotificationState,
} from "../../core/track-notifications.ts";
import { explainCode } from "../../providers/explain-code.ts";

/** A page as the API shows it, cut short where a response has no room for all of it. */
export async function presentPage(page: NotificationPage, facts: ShownWith) {
  const all = await Promise.all(page.notifications.map((each) => presentNotification(each, facts)));
  const notifications = fitting(all);
  const next = notifications.length < all.length ? notifications.at(-1)?.id : page.next;
  return { notifications, ...(next !== undefined && goOnAfter(next)) };
}

/** Ids are made of the time of registration. */
function goOnAfter(id: string) {
  return { nextCursor: cursorAfter(id), lookedBackTo: new Date(decodeTime(id)) };
}

/** A page of a user's records as the API shows it, cut short where a response has no room for it. */
export function presentExport(page: ExportPage) {
  const records = fitting(page.records);
  const next = records.length < page.records.length ? records.at(-1)?.recordId : page.next;
  return { records, ...(next !== undefined && { nextCursor: cursorAfter(next) }) };
}

/** What else a notification is shown by. */
export interface ShownWith {
  readonly now: Date;
  /** Whether a channel is deployed. */
  readonly isDeployed: (channel: string) => boolean;
}

/** A notification as the API shows it. Times are ISO 8601; what has no value is left out. */
export async function presentNotification(
  { notification, deliveries }: NotificationState,
  facts: ShownWith,
) {
  const { addresses, ...rest } = notification;
  const shown = deliveries.map((delivery) => presentDelivery(delivery, notification, facts));
  return { ...rest, ...addressAttributes(addresses), deliveries: await Promise.all(shown) };
}

async function presentDelivery(
  delivery: DeliveryState,
  notification: Notification,
  { now, isDeployed }: ShownWith,
) {
  if (!("trail" in delivery)) {
    return { ...delivery, attempts: 0 };
  }
  const [trail, receipts] = await Promise.all([
    Promise.all(delivery.trail.map((call) => explained(call.provider, call))),
    delivery.receipts &&
      Promise.all(delivery.receipts.map((each) => explained(delivery.provider ?? "", each))),
  ]);
  const canHelp = isDeployed(delivery.channel) && canRetryHelp(delivery, notification, now);
  const record = { ...delivery, trail, receipts, ...(canHelp && { retryable: true }) };
  const shown = shownFields.map((field) => [field, record[field]]);
  return Object.fromEntries(shown.filter(([, value]) => value !== undefined));
}

/** A provider's word with what its code means. */
async function explained<Said extends { readonly code?: string }>(provider: string, said: Said) {
  const explanation = said.code === undefined ? undefined : await explainCode(provider, said.code);
  return { ...said, ...(explanation && { explanation }) };
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
  "retryable",
  "possibleDuplicate",
  "trail",
  "passedOver",
  "interventions",
  "receipts",
] as const;
