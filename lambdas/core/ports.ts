import type { AddressKind } from "./address.ts";
import type { Channel } from "./channel.ts";
import type { Delivery } from "./delivery.ts";
import type { DeliveryReference } from "./delivery-reference.ts";
import type { HealthRecord } from "./health-record.ts";
import type { Reservation } from "./idempotency.ts";
import type { Notification } from "./notification.ts";
import type { Provider } from "./provider.ts";
import type { Suppression, Suppressions } from "./suppression.ts";

/** The time. */
export interface Clock {
  now(): Date;
}

/** Bounds work in time. */
export interface Timer {
  /**
   * Runs `work` for at most `ms` milliseconds.
   *
   * @param work is given a signal that aborts when the time is up; it has a moment then to say
   * what it came to, such as that its connection never opened.
   * @returns what `work` came to, or `"timed-out"`.
   */
  limit<Result>(
    ms: number,
    work: (signal: AbortSignal) => Promise<Result>,
  ): Promise<Result | "timed-out">;
}

/** Makes identifiers. */
export interface Identifiers {
  /** A ULID of that moment. */
  notificationId(at: Date): string;
  /** A token that no other claim has. */
  leaseToken(): string;
  /** The same for the same text, and for no other. */
  fingerprint(text: string): string;
}

/** A port could not do its work now; a later try may succeed. Names the service, no content. */
export class DependencyUnavailable extends Error {
  override readonly name = "DependencyUnavailable";
  readonly service: string;

  constructor(service: string, cause: unknown) {
    super(`${service} is unavailable`, { cause });
    this.service = service;
  }
}

/** Where notifications are kept. Every method may reject with `DependencyUnavailable`. */
export interface NotificationStore {
  /** Stores a notification; storing the same id again changes nothing. */
  add(notification: Notification): Promise<void>;
}

/** Where deliveries are kept. Every method may reject with `DependencyUnavailable`. */
export interface DeliveryStore {
  /** Reads a delivery and its notification as they are now, not as they were. */
  read(reference: DeliveryReference): Promise<DeliveryRecords>;
  /**
   * Writes `next` if the record is still at the version before it, or there is none and
   * `next.version` is 1. A repeat of a write that succeeded succeeds.
   *
   * @returns whether it was written.
   */
  write(next: Delivery): Promise<boolean>;
}

/** What the store has of one delivery. */
export interface DeliveryRecords {
  /** Absent when the notification was erased or its retention has ended. */
  readonly notification?: Notification;
  /** Absent until the first claim. */
  readonly delivery?: Delivery;
  /** Absent when none of the user's addresses ever was suppressed. */
  readonly suppressions?: Suppressions;
}

/** Counts the notifications that expect a response. May reject with `DependencyUnavailable`. */
export interface ThrottleCounter {
  /**
   * Takes one slot of a user's window, unless `limit` are taken; exact under concurrency.
   *
   * @returns how many are left, or `undefined` when there was none to take.
   */
  take(userId: string, window: string, limit: number): Promise<number | undefined>;
}

/** The channels' queues. May reject with `DependencyUnavailable`. */
export interface DeliveryQueues {
  send(reference: DeliveryReference): Promise<void>;
}

/** The configuration that intake works by. May reject with `DependencyUnavailable`. */
export interface IntakeConfiguration {
  read(): Promise<IntakeSettings>;
}

export interface IntakeSettings {
  /** Every deployed channel, enabled or not. */
  readonly channels: readonly Channel[];
  /** Notifications that expect a response, per user and clock hour. */
  readonly responsesPerHour: number;
}

/** A provider as its channel's configuration has it. */
export interface ConfiguredProvider extends Provider {
  readonly id: string;
  /** Milliseconds that one call may take. */
  readonly timeoutMs: number;
  readonly address: AddressKind | null;
}

/** A channel's providers in their configured order. May reject with `DependencyUnavailable`. */
export interface ProviderRoster {
  read(): Promise<readonly ConfiguredProvider[]>;
}

/**
 * Reads SSM parameters by their full names; what it gives lacks those that do not exist. Rejects
 * with `DependencyUnavailable`.
 */
export type ReadParameters = (names: readonly string[]) => Promise<ReadonlyMap<string, string>>;

/** Reads a user's history. Every method may reject with `DependencyUnavailable`. */
export interface NotificationHistory {
  /** A user's notifications, newest first, with the deliveries that have a record. */
  list(userId: string, range: HistoryRange): Promise<HistoryPage>;
  find(userId: string, notificationId: string): Promise<TrackedNotification | undefined>;
}

/** Which of a user's notifications are read. Ids sort by time, so both ends cost nothing. */
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

export interface HistoryPage {
  readonly notifications: readonly TrackedNotification[];
  readonly hasMore: boolean;
}

export interface TrackedNotification {
  readonly notification: Notification;
  readonly deliveries: readonly Delivery[];
}

/** Removes what is kept of a user. May reject with `DependencyUnavailable`. */
export interface UserRecords {
  /**
   * Removes records until none is left or the time is up; may be called again.
   *
   * @returns how many records of each kind were removed.
   */
  removeAll(userId: string, until: Date): Promise<RemovedRecords>;
}

export interface RemovedRecords {
  readonly notifications: number;
  readonly deliveries: number;
  /** Throttle counters, and whatever else is kept under the user. */
  readonly other: number;
  /** Whether nothing was left. */
  readonly isAll: boolean;
}

/**
 * Keeps reservations for `idempotencySeconds`. Every method may reject with
 * `DependencyUnavailable`.
 */
export interface ReservationStore {
  /**
   * Makes a reservation unless its key has one.
   *
   * @returns the one that the key has; `undefined` when this one was made.
   */
  reserve(reservation: Reservation): Promise<Reservation | undefined>;
  find(key: string): Promise<Reservation | undefined>;
  /**
   * Takes a reservation over from a call that died.
   *
   * @returns whether it was still as `seen`.
   */
  takeOver(seen: Reservation, leaseUntil: Date): Promise<boolean>;
  /** Gives a key free again: its call came to nothing. */
  release(reservation: Reservation): Promise<void>;
}

/** Where suppressions are kept. Every method may reject with `DependencyUnavailable`. */
export interface SuppressionStore {
  /** Suppresses an address; one that is suppressed already keeps its first reason. */
  suppress(userId: string, addressHash: string, suppression: Suppression): Promise<void>;
  listSuppressions(userId: string): Promise<Suppressions>;
  /** @returns whether the address was suppressed. */
  lift(userId: string, addressHash: string): Promise<boolean>;
}

/**
 * Finds the delivery of a message whose receipts hold nothing but the provider's id for it. Every
 * method may reject with `DependencyUnavailable`.
 */
export interface MessageIndex {
  remember(provider: string, messageId: string, reference: DeliveryReference): Promise<void>;
  find(provider: string, messageId: string): Promise<DeliveryReference | undefined>;
}

/** Where health records are kept. Every method may reject with `DependencyUnavailable`. */
export interface HealthStore {
  /** The records there are, for these providers. */
  read(providers: readonly string[]): Promise<readonly HealthRecord[]>;
  /** Writes `next` if the record is still as `seen`; returns whether it was. */
  write(next: HealthRecord, seen: HealthRecord | undefined): Promise<boolean>;
}
