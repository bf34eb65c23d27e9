import type { Delivery, DeliveryStatus } from "./delivery.ts";
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
  before?: string,
): Promise<NotificationPage> {
  const { notifications, hasMore } = await history.list(userId, limit, before);
  const last = notifications.at(-1);
  return {
    notifications: notifications.map(stateOf),
    ...(hasMore && last && { next: last.notification.id }),
  };
}

/** One notification of a user. */
export async function findNotification(
  history: NotificationHistory,
  userId: string,
  notificationId: string,
): Promise<NotificationState | undefined> {
  const found = await history.find(userId, notificationId);
  return found && stateOf(found);
}

function stateOf({ notification, deliveries }: TrackedNotification): NotificationState {
  return {
    notification,
    deliveries: notification.channels.map(
      (channel) => deliveries.find((delivery) => delivery.channel === channel) ?? queuedOn(channel),
    ),
  };
}

function queuedOn(channel: string): { channel: string; status: DeliveryStatus & "queued" } {
  return { channel, status: "queued" };
}
