import type { Delivery } from "../delivery.ts";
import type { DeliveryReference } from "../delivery-reference.ts";
import type { HealthRecord } from "../health-record.ts";
import type { Reservation } from "../idempotency.ts";
import type { Notification } from "../notification.ts";
import type { Preferences } from "../preferences.ts";
import type { Suppressions } from "../suppression.ts";

/** Where notifications are kept. Every method may reject with `DependencyUnavailable`. */
export interface NotificationStore {
  /**
   * Stores a notification; storing the same id again changes nothing.
   *
   * @param begunAt when the call began that stores it: before it looked whether it was erased.
   * @returns whether it is stored; not if it was and has been erased.
   */
  add(notification: Notification, begunAt: Date): Promise<boolean>;
}

/** Where deliveries are kept. Every method may reject with `DependencyUnavailable`. */
export interface DeliveryStore {
  /**
   * Reads a delivery and what belongs to it with one consistent read: never an older state.
   *
   * @param addressMarks of the notification's addresses, whose suppressions are read along; without them
   * these take a second read.
   */
  read(reference: DeliveryReference, addressMarks?: readonly string[]): Promise<DeliveryRecords>;
  /**
   * Writes `next` if the record is still at the version before it, or there is none and
   * `next.version` is 1. A repeat of a write that succeeded succeeds; what was erased is not written
   * again.
   *
   * @param readAt when the notification was read that a first version is made from, or before.
   * @returns whether it was written.
   */
  write(next: Delivery, readAt: Date): Promise<boolean>;
}

/** What the store has of one delivery. */
export interface DeliveryRecords {
  /** Absent when the notification was erased or its retention has ended. */
  readonly notification?: Notification;
  /** Absent until the first claim. */
  readonly delivery?: Delivery;
  /** Absent when none of the addresses is known to be suppressed. */
  readonly suppressions?: Suppressions;
  /** Absent where the user set none. */
  readonly preferences?: Preferences;
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
  /** The reservation that a key has. */
  find(key: string): Promise<Reservation | undefined>;
  /**
   * Takes a reservation over from a call that died.
   *
   * @returns whether it was still as `seen`.
   */
  takeOver(seen: Reservation, leaseUntil: Date): Promise<boolean>;
  /** Frees a key whose call was not accepted. */
  release(reservation: Reservation): Promise<void>;
}

/**
 * Finds the delivery of a message whose receipts hold nothing but the provider's id for it. Every
 * method may reject with `DependencyUnavailable`.
 */
export interface MessageIndex {
  /** Keeps which delivery a provider's message belongs to. */
  remember(provider: string, messageId: string, reference: DeliveryReference): Promise<void>;
  /** The delivery that a provider's message belongs to. */
  find(provider: string, messageId: string): Promise<DeliveryReference | undefined>;
}

/** Where health records are kept. Every method may reject with `DependencyUnavailable`. */
export interface HealthStore {
  /** The records that these providers have. */
  read(providers: readonly string[]): Promise<readonly HealthRecord[]>;
  /**
   * Writes `next` if the record is still as `seen`, or there is none and `seen` is `undefined`.
   *
   * @returns whether it was written.
   */
  write(next: HealthRecord, seen: HealthRecord | undefined): Promise<boolean>;
}
