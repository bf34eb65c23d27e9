import type { Delivery, DeliveryReference } from "../../../lambdas/core/delivery.ts";
import type { Notification } from "../../../lambdas/core/notification.ts";
import type {
  DeliveryRecords,
  DeliveryStore,
  HistoryPage,
  NotificationHistory,
  NotificationStore,
  ThrottleCounter,
  TrackedNotification,
} from "../../../lambdas/core/ports.ts";

/** The Notifications table in memory; the store's contract suite holds it to what DynamoDB does. */
export class InMemoryStore
  implements NotificationStore, DeliveryStore, ThrottleCounter, NotificationHistory
{
  readonly notifications = new Map<string, Notification>();
  readonly deliveries = new Map<string, Delivery>();
  readonly counters = new Map<string, number>();

  async add(notification: Notification): Promise<void> {
    const key = keyOf(notification.userId, notification.id);
    if (!this.notifications.has(key)) this.notifications.set(key, notification);
  }

  async read(reference: DeliveryReference): Promise<DeliveryRecords> {
    const notification = this.notifications.get(keyOf(reference.userId, reference.notificationId));
    const delivery = this.deliveries.get(deliveryKey(reference));
    return { ...(notification && { notification }), ...(delivery && { delivery }) };
  }

  async write(next: Delivery): Promise<boolean> {
    const current = this.deliveries.get(deliveryKey(next));
    if (current?.version === next.version && current.leaseToken === next.leaseToken) return true;
    if ((current?.version ?? 0) !== next.version - 1) return false;
    this.deliveries.set(deliveryKey(next), next);
    return true;
  }

  async take(userId: string, window: string, limit: number): Promise<number | undefined> {
    const taken = this.counters.get(keyOf(userId, window)) ?? 0;
    if (taken >= limit) return undefined;
    this.counters.set(keyOf(userId, window), taken + 1);
    return limit - taken - 1;
  }

  async list(userId: string, limit: number, before?: string): Promise<HistoryPage> {
    const all = [...this.notifications.values()]
      .filter((each) => each.userId === userId && (before === undefined || each.id < before))
      .sort((a, b) => (a.id < b.id ? 1 : -1));
    const page = all.slice(0, limit).map((notification) => this.#track(notification));
    return { notifications: page, hasMore: all.length > limit };
  }

  async find(userId: string, notificationId: string): Promise<TrackedNotification | undefined> {
    const notification = this.notifications.get(keyOf(userId, notificationId));
    return notification && this.#track(notification);
  }

  #track(notification: Notification): TrackedNotification {
    const deliveries = [...this.deliveries.values()].filter(
      (each) => each.userId === notification.userId && each.notificationId === notification.id,
    );
    return { notification, deliveries };
  }
}

function keyOf(...parts: readonly string[]): string {
  return parts.join(" ");
}

function deliveryKey({ userId, notificationId, channel }: DeliveryReference): string {
  return keyOf(userId, notificationId, channel);
}
