import { decodeTime } from "ulid";
import type { Delivery } from "../../../lambdas/core/delivery.ts";
import type { DeliveryReference } from "../../../lambdas/core/delivery-reference.ts";
import type { Notification } from "../../../lambdas/core/notification.ts";
import type { ThrottleCounter } from "../../../lambdas/core/ports/counters.ts";
import type {
  HistoryPage,
  HistoryRange,
  NotificationHistory,
  TrackedNotification,
} from "../../../lambdas/core/ports/history.ts";
import type {
  CategorizedNotification,
  PreferenceStore,
} from "../../../lambdas/core/ports/preferences.ts";
import type {
  DeliveryRecords,
  DeliveryStore,
  NotificationStore,
} from "../../../lambdas/core/ports/records.ts";
import type { SuppressionStore } from "../../../lambdas/core/ports/suppressions.ts";
import type { Clock } from "../../../lambdas/core/ports/system.ts";
import type {
  Erasures,
  RemovedRecords,
  UserRecords,
} from "../../../lambdas/core/ports/user-records.ts";
import type {
  Preference,
  PreferenceChanges,
  PreferenceKind,
  Preferences,
} from "../../../lambdas/core/preferences.ts";
import { preferenceKinds } from "../../../lambdas/core/preferences.ts";
import type { Suppression, Suppressions } from "../../../lambdas/core/suppression.ts";
import { addressHashesOf } from "../../../lambdas/core/suppression.ts";

/** The Notifications table in memory; the contract suite proves that it behaves like DynamoDB's. */
export class InMemoryStore
  implements
    NotificationStore,
    DeliveryStore,
    ThrottleCounter,
    NotificationHistory,
    SuppressionStore,
    PreferenceStore,
    UserRecords,
    Erasures
{
  readonly notifications = new Map<string, Notification>();
  readonly deliveries = new Map<string, Delivery>();
  readonly counters = new Map<string, number>();
  readonly suppressions = new Map<string, Map<string, Suppression>>();
  readonly lifts = new Map<string, Date>();
  readonly preferences = new Map<string, Record<PreferenceKind, ReadonlyMap<string, Preference>>>();
  /** What holds for whoever uses the address, by its hash: it stays when a user is erased. */
  readonly addressSuppressions = new Map<string, Suppression>();
  readonly addressLifts = new Map<string, Date>();
  /** The keys of notifications and deliveries that were erased. */
  readonly erased = new Set<string>();
  /** When each user was erased last. */
  readonly erasures = new Map<string, Date>();
  readonly #retention: { readonly clock: Clock; readonly days: number } | undefined;
  readonly #fingerprint: (text: string) => string;

  /**
   * @param retention without it, everything is kept for ever.
   * @param fingerprint of addresses; without it, they stand for themselves.
   */
  constructor(
    retention?: { readonly clock: Clock; readonly days: number },
    fingerprint = (text: string) => text,
  ) {
    this.#retention = retention;
    this.#fingerprint = fingerprint;
  }

  async add(notification: Notification): Promise<boolean> {
    const key = keyOf(notification.userId, notification.id);
    if (this.erased.has(key)) {
      return false;
    }
    if (!this.notifications.has(key)) {
      this.notifications.set(key, notification);
    }
    return true;
  }

  async read(reference: DeliveryReference): Promise<DeliveryRecords> {
    const notification = this.#kept(reference.userId, reference.notificationId);
    const delivery = this.deliveries.get(deliveryKey(reference));
    const identifiers = { fingerprint: this.#fingerprint };
    const hashes = addressHashesOf(identifiers, notification?.addresses ?? {});
    const suppressions = this.#suppressionsOf(reference.userId, hashes);
    const preferences = this.preferences.get(reference.userId);
    return {
      ...(notification && { notification }),
      ...(delivery && { delivery }),
      ...(suppressions.size > 0 && { suppressions }),
      ...(preferences && { preferences }),
    };
  }

  async preferencesOf(userId: string): Promise<Preferences> {
    return this.#preferencesOf(userId);
  }

  #preferencesOf(userId: string): Preferences {
    return this.preferences.get(userId) ?? { categories: new Map(), channels: new Map() };
  }

  async setPreferences(
    userId: string,
    changes: PreferenceChanges,
    stamp: Pick<Preference, "since" | "by">,
  ): Promise<Preferences> {
    const next = { ...this.#preferencesOf(userId) };
    for (const kind of preferenceKinds) {
      const set = Object.entries(changes[kind] ?? {}).map(
        ([name, isOn]) => [name, { isOn, ...stamp }] as const,
      );
      next[kind] = new Map([...next[kind], ...set]);
    }
    this.preferences.set(userId, next);
    return next;
  }

  async complain({ userId, id, category }: CategorizedNotification, at: Date): Promise<void> {
    const { categories } = this.#preferencesOf(userId);
    const since = categories.get(category)?.since;
    if (this.notifications.has(keyOf(userId, id)) && (since === undefined || since < at)) {
      const stamp = { since: at, by: "complaint" } as const;
      await this.setPreferences(userId, { categories: { [category]: false } }, stamp);
    }
  }

  async suppress(
    { userId, id }: Pick<Notification, "userId" | "id">,
    addressHash: string,
    suppression: Suppression,
  ): Promise<void> {
    if (!this.notifications.has(keyOf(userId, id))) {
      return;
    }
    const known = this.suppressions.get(userId) ?? new Map<string, Suppression>();
    const liftedAt = this.lifts.get(keyOf(userId, addressHash));
    const liftedForAll = this.addressLifts.get(addressHash);
    const isOld = [liftedAt, liftedForAll].some((at) => at !== undefined && at >= suppression.at);
    if (isOld) {
      return;
    }
    if (!known.has(addressHash)) {
      known.set(addressHash, suppression);
    }
    this.suppressions.set(userId, known);
    if (!this.addressSuppressions.has(addressHash)) {
      this.addressSuppressions.set(addressHash, suppression);
    }
  }

  async listSuppressions(
    userId: string,
    addressHashes: readonly string[] = [],
  ): Promise<Suppressions> {
    const own = this.suppressions.get(userId)?.keys() ?? [];
    return this.#suppressionsOf(userId, [...own, ...addressHashes]);
  }

  #suppressionsOf(userId: string, addressHashes: readonly string[]): Map<string, Suppression> {
    const known = new Map(this.suppressions.get(userId));
    for (const hash of addressHashes) {
      const liftedAt = this.addressLifts.get(hash);
      const own = known.get(hash);
      if (liftedAt !== undefined && own && own.at <= liftedAt) {
        known.delete(hash);
      }
      const suppression = this.addressSuppressions.get(hash);
      if (suppression !== undefined) {
        known.set(hash, suppression);
      }
    }
    return known;
  }

  async lift(userId: string, addressHash: string, at: Date): Promise<boolean> {
    const lifts = [this.lifts.get(keyOf(userId, addressHash)), this.addressLifts.get(addressHash)];
    if (lifts.some((earlier) => earlier?.getTime() === at.getTime())) {
      return true;
    }
    const isLifted = this.suppressions.get(userId)?.delete(addressHash) ?? false;
    if (isLifted) {
      this.lifts.set(keyOf(userId, addressHash), at);
    }
    const isLiftedForAll = this.addressSuppressions.delete(addressHash);
    if (isLiftedForAll) {
      this.addressLifts.set(addressHash, at);
    }
    return isLifted || isLiftedForAll;
  }

  async write(next: Delivery): Promise<boolean> {
    const current = this.deliveries.get(deliveryKey(next));
    if (current?.version === next.version && current.leaseToken === next.leaseToken) {
      return true;
    }
    if ((current?.version ?? 0) !== next.version - 1 || this.erased.has(deliveryKey(next))) {
      return false;
    }
    this.deliveries.set(deliveryKey(next), next);
    return true;
  }

  async take(userId: string, window: string, limit: number): Promise<number | undefined> {
    const taken = this.counters.get(keyOf(userId, window)) ?? 0;
    if (taken >= limit) {
      return undefined;
    }
    this.counters.set(keyOf(userId, window), taken + 1);
    return limit - taken - 1;
  }

  async release(userId: string, window: string): Promise<void> {
    const taken = this.counters.get(keyOf(userId, window));
    if (taken !== undefined) {
      this.counters.set(keyOf(userId, window), taken - 1);
    }
  }

  async used(userId: string, window: string): Promise<number> {
    return this.counters.get(keyOf(userId, window)) ?? 0;
  }

  async list(userId: string, { limit, ...range }: HistoryRange): Promise<HistoryPage> {
    const all = [...this.notifications.values()]
      .filter((each) => each.userId === userId && this.#kept(userId, each.id))
      .filter(({ id }) => isWithin(id, range))
      .sort((a, b) => (a.id < b.id ? 1 : -1));
    const page = all.slice(0, limit).map((notification) => this.#track(notification));
    const next = all.length > limit ? page.at(-1)?.notification.id : undefined;
    return { notifications: page, ...(next !== undefined && { next }) };
  }

  async find(userId: string, notificationId: string): Promise<TrackedNotification | undefined> {
    const notification = this.#kept(userId, notificationId);
    return notification && this.#track(notification);
  }

  async removeAll(userId: string, at: Date): Promise<RemovedRecords> {
    this.erasures.set(userId, at);
    for (const { id, channels, ...notification } of this.notifications.values()) {
      if (notification.userId === userId) {
        const deliveries = channels.map((channel) => keyOf(userId, id, channel));
        for (const key of [keyOf(userId, id), ...deliveries]) {
          this.erased.add(key);
        }
      }
    }
    for (const [key, delivery] of this.deliveries) {
      if (delivery.userId === userId) {
        this.erased.add(key);
      }
    }
    const remove = (records: Map<string, unknown>) => {
      const keys = [...records.keys()].filter((key) => key.split(" ")[0] === userId);
      for (const key of keys) {
        records.delete(key);
      }
      return keys.length;
    };
    return {
      notifications: remove(this.notifications),
      deliveries: remove(this.deliveries),
      other:
        remove(this.counters) +
        remove(this.suppressions) +
        remove(this.lifts) +
        remove(this.preferences),
      registeredUntil: this.erasures.get(userId) ?? at,
      isAll: true,
    };
  }

  async isErased({
    userId,
    id,
    registeredAt,
  }: Pick<Notification, "userId" | "id" | "registeredAt">): Promise<boolean> {
    const erasedAt = this.erasures.get(userId);
    return (
      this.erased.has(keyOf(userId, id)) || (erasedAt !== undefined && registeredAt <= erasedAt)
    );
  }

  #kept(userId: string, notificationId: string): Notification | undefined {
    const notification = this.notifications.get(keyOf(userId, notificationId));
    if (notification === undefined || this.#retention === undefined) {
      return notification;
    }
    const { clock, days } = this.#retention;
    const end = notification.registeredAt.getTime() + days * 86_400_000;
    return end > clock.now().getTime() ? notification : undefined;
  }

  #track(notification: Notification): TrackedNotification {
    const deliveries = [...this.deliveries.values()].filter(
      (each) => each.userId === notification.userId && each.notificationId === notification.id,
    );
    return { notification, deliveries };
  }
}

function isWithin(id: string, { before, from, to }: Omit<HistoryRange, "limit">): boolean {
  if (before !== undefined && id >= before) {
    return false;
  }
  if (from !== undefined && decodeTime(id) < from.getTime()) {
    return false;
  }
  return to === undefined || decodeTime(id) < to.getTime();
}

function keyOf(...parts: readonly string[]): string {
  return parts.join(" ");
}

function deliveryKey({ userId, notificationId, channel }: DeliveryReference): string {
  return keyOf(userId, notificationId, channel);
}
