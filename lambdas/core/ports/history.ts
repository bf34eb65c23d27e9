import type { Delivery } from "../delivery.ts";
import type { Notification } from "../notification.ts";

/** Reads a user's history. Every method may reject with `DependencyUnavailable`. */
export interface NotificationHistory {
  /** A user's notifications, newest first, with the deliveries that have a record. */
  list(userId: string, range: HistoryRange): Promise<HistoryPage>;
  /** One notification with its deliveries, read consistently. */
  find(userId: string, notificationId: string): Promise<TrackedNotification | undefined>;
}

/** Which of a user's notifications are read. Ids sort by time, so the bounds cost nothing. */
export interface HistoryRange {
  /** How many at most, at least 1. */
  readonly limit: number;
  /** Only notifications with an id below this one. */
  readonly before?: string | undefined;
  /** Only notifications registered at this moment or later. */
  readonly from?: Date | undefined;
  /** Only notifications registered before this moment. */
  readonly to?: Date | undefined;
}

/** One page of a history. */
export interface HistoryPage {
  readonly notifications: readonly TrackedNotification[];
  /** Where to go on from, which need not be shown; absent where nothing is left. */
  readonly next?: string;
}

/** A notification with those of its deliveries that have a record. */
export interface TrackedNotification {
  readonly notification: Notification;
  readonly deliveries: readonly Delivery[];
}
