import type { Delivery, DeliveryStatus } from "./delivery.ts";
import { asShown } from "./delivery.ts";
import type { Notification } from "./notification.ts";
import type { HistoryRange, NotificationHistory, TrackedNotification } from "./ports/history.ts";

/** A delivery as its record shows it, or `queued` on its channel where it has none yet. */
export type DeliveryState = Delivery | { readonly channel: string; readonly status: "queued" };

/** A notification and where each of its deliveries is. */
export interface NotificationState {
  readonly notification: Notification;
  readonly deliveries: readonly DeliveryState[];
}

/** One page of a list. */
export interface NotificationPage {
  readonly notifications: readonly NotificationState[];
  /** The id to continue from; absent on the last page. */
  readonly next?: string;
}

/** Which notifications a list has: those with a delivery that matches both. */
export interface DeliveryFilter {
  readonly channel?: string | undefined;
  readonly status?: DeliveryStatus | undefined;
}

/**
 * How often one list reads the history at most. A filter that matches little gives a page that is
 * not full, or is empty, with `next` to continue from.
 */
export const maxReads = 4;

/** A page of a user's notifications, newest first, of `range.limit` at most. */
export async function listNotifications(
  history: NotificationHistory,
  userId: string,
  range: HistoryRange,
  now: Date,
  filter: DeliveryFilter = {},
): Promise<NotificationPage> {
  const found: NotificationState[] = [];
  let before = range.before;
  for (let reads = 0; reads < maxReads; reads += 1) {
    const page = await history.list(userId, { ...range, before });
    for (const each of page.notifications) {
      // There is one more than the page takes, so there is a next one.
      if (found.length === range.limit) {
        return { notifications: found, ...(before && { next: before }) };
      }
      const state = stateOf(each, now);
      if (matches(state, filter)) {
        found.push(state);
      }
      before = each.notification.id;
    }
    before = page.next;
    if (before === undefined || found.length === range.limit) {
      break;
    }
  }
  return { notifications: found, ...(before && { next: before }) };
}

/** One notification of a user. */
export async function findNotification(
  history: NotificationHistory,
  userId: string,
  notificationId: string,
  now: Date,
): Promise<NotificationState | undefined> {
  const found = await history.find(userId, notificationId);
  return found && stateOf(found, now);
}

function matches({ deliveries }: NotificationState, { channel, status }: DeliveryFilter): boolean {
  return deliveries.some(
    (delivery) =>
      (channel === undefined || delivery.channel === channel) &&
      (status === undefined || delivery.status === status),
  );
}

function stateOf({ notification, deliveries }: TrackedNotification, now: Date): NotificationState {
  return {
    notification,
    deliveries: notification.channels.map((channel) => {
      const delivery = deliveries.find((candidate) => candidate.channel === channel);
      return delivery ? asShown(delivery, now) : { channel, status: "queued" };
    }),
  };
}
