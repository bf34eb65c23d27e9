import { type Delivery, type DeliveryStatus, diedInLastAttempt } from "./delivery.ts";
import type { Notification } from "./notification.ts";
import type { NotificationHistory, TrackedNotification } from "./ports.ts";

/** A delivery as its record shows it, or `queued` on its channel where it has none yet. */
export type DeliveryState = Delivery | { readonly channel: string; readonly status: "queued" };

/** A notification and where each of its deliveries is. */
export interface NotificationState {
  readonly notification: Notification;
  readonly deliveries: readonly DeliveryState[];
}

export interface NotificationPage {
  readonly notifications: readonly NotificationState[];
  /** The id to go on from; absent on the last page. */
  readonly next?: string;
}

/** A page of a user's notifications, newest first, of `limit` at most. */
export async function listNotifications(
  history: NotificationHistory,
  userId: string,
  limit: number,
  now: Date,
  before?: string,
): Promise<NotificationPage> {
  const { notifications, hasMore } = await history.list(userId, limit, before);
  const last = notifications.at(-1);
  return {
    notifications: notifications.map((each) => stateOf(each, now)),
    ...(hasMore && last && { next: last.notification.id }),
  };
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

function stateOf({ notification, deliveries }: TrackedNotification, now: Date): NotificationState {
  return {
    notification,
    deliveries: notification.channels.map((channel) => {
      const delivery = deliveries.find((candidate) => candidate.channel === channel);
      return delivery ? deliveryAt(delivery, now) : queuedOn(channel);
    }),
  };
}

/**
 * A record that its function left behind, shown for what it came to: the message may have gone out,
 * and after the last attempt nobody will write the record any more.
 */
function deliveryAt(delivery: Delivery, now: Date): Delivery {
  if (delivery.status !== "sending" || delivery.leaseUntil > now) return delivery;
  const left: Delivery = { ...delivery, possibleDuplicate: true };
  return diedInLastAttempt(delivery)
    ? { ...left, status: "failed", failureReason: "unknown" }
    : left;
}

function queuedOn(channel: string): { channel: string; status: DeliveryStatus & "queued" } {
  return { channel, status: "queued" };
}
