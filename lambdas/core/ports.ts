import type { AddressKind } from "./address.ts";
import type { Channel } from "./channel.ts";
import type { Delivery } from "./delivery.ts";
import type { DeliveryReference } from "./delivery-reference.ts";
import type { HealthRecord } from "./health-record.ts";
import type { Reservation } from "./idempotency.ts";
import type { AddressLimits, Limits } from "./limits.ts";
import type { Notification } from "./notification.ts";
import type { PhoneNumber } from "./phone-number.ts";
import type { Provider } from "./provider.ts";
import type { SmsEncoding } from "./sms-size.ts";
import type { Suppression, Suppressions } from "./suppression.ts";

/** What time it is. */
export interface Clock {
  now(): Date;
}

/** Bounds work in time. */
export interface Timer {
  /** Lets that many milliseconds pass. */
  pause(ms: number): Promise<void>;
  /**
   * Runs `work` for at most `ms` milliseconds.
   *
   * @param work is given a signal that aborts when the time is up; it then has a moment to return,
   * for instance that its connection never opened.
   * @returns what `work` returned, or `"timed-out"`.
   */
  limit<Result>(
    ms: number,
    work: (signal: AbortSignal) => Promise<Result>,
  ): Promise<Result | "timed-out">;
}

/** Reads phone numbers as people write them. */
export interface PhoneNumbers {
  /** The number, or what is wrong with it. */
  read(text: string): Promise<{ readonly number: PhoneNumber } | { readonly fault: string }>;
}

/** Says what text is as SMS. */
export interface SmsSegments {
  /** @param text well-formed Unicode of any length; the time it takes grows with it and no faster. */
  count(text: string): Promise<{ readonly encoding: SmsEncoding; readonly segments: number }>;
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

/** Hashes what callers sent: a repeat has the same. */
export interface RequestHashes {
  of(text: string): string;
  /** Whether a hash, of any release's kind, is that of a text. */
  isOf(hash: string, text: string): boolean;
}

/**
 * The error of a port that could not do its work now; a later try may succeed. It names the service
 * and holds no content.
 */
export class DependencyUnavailable extends Error {
  override readonly name: string = "DependencyUnavailable";
  readonly service: string;

  constructor(service: string, cause: unknown) {
    super(`${service} is unavailable`, { cause });
    this.service = service;
  }
}

/**
 * The error of a configuration that cannot be read now and never was. It says nothing of what the
 * parameters hold: that they are wrong is another matter.
 */
export class ConfigurationUnavailable extends DependencyUnavailable {
  override readonly name: string = "ConfigurationUnavailable";
  /** The full name of the parameter, or what the names of all of them begin with. */
  readonly parameter: string;

  constructor(parameter: string, cause: unknown) {
    super("SSM", cause);
    this.parameter = parameter;
  }
}

/** What stands for addresses. */
export interface AddressHashing extends Pick<Identifiers, "fingerprint"> {
  /**
   * Stands for an address's hash outside of its users' records: nobody finds the one by the other who has
   * not the stage's secret. 43 characters of base64url.
   */
  addressMark(addressHash: string): string;
}

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
 * Counts the notifications that expect a response. Every method may reject with
 * `DependencyUnavailable`.
 */
export interface ThrottleCounter {
  /**
   * Takes one slot of a user's window unless `limit` slots are taken; exact under concurrency.
   *
   * @returns how many are left, or `undefined` when none was left.
   */
  take(userId: string, window: string, limit: number): Promise<number | undefined>;
  /** Gives a slot that was taken back, once at most: a call that fails may leave it taken. */
  release(userId: string, window: string): Promise<void>;
  /** How many slots of a user's window are taken. */
  used(userId: string, window: string): Promise<number>;
}

/** Counts the messages to an address. Every method may reject with `DependencyUnavailable`. */
export interface AddressCounter {
  /**
   * Takes slots of the hour and the day that a moment is in, of both or of neither, unless one of them
   * would have more taken than its limit; exact under concurrency.
   *
   * @param addressHash of `addressHash`.
   * @returns the window that has no room, the longer one if neither has; `undefined` when they were taken.
   */
  take(
    addressHash: string,
    at: Date,
    slots: number,
    limits: AddressLimits,
  ): Promise<AddressWindow | undefined>;
  /** Gives slots that were taken back, once at most: a call that fails may leave them taken. */
  release(addressHash: string, at: Date, slots: number): Promise<void>;
  /** How many slots of each window are taken. */
  used(addressHash: string, at: Date): Promise<Readonly<Record<AddressWindow, number>>>;
}

/** A window of a limit by address. */
export type AddressWindow = keyof AddressLimits;

/** Counts a channel's notifications of a day. Every method may reject with `DependencyUnavailable`. */
export interface ChannelCounter {
  /**
   * Takes one slot of a channel's day unless `limit` slots are taken; exact under concurrency for as long
   * as the limit stays the same.
   *
   * @param day `2026-11-23`
   * @returns the part of the counter that it was taken of; `undefined` when none was left.
   */
  take(channel: string, day: string, limit: number): Promise<number | undefined>;
  /** Gives a slot that was taken back, once at most: a call that fails may leave it taken. */
  release(channel: string, day: string, part: number): Promise<void>;
  /** How many slots of a channel's day are taken. */
  used(channel: string, day: string): Promise<number>;
}

/**
 * Where suppressions are kept, for `suppressionKeptSeconds`. Every method may reject with
 * `DependencyUnavailable`.
 */
export interface SuppressionStore {
  /**
   * Suppresses an address of a notification, whoever uses it, unless it was lifted at `suppression.at`
   * or later, or the notification is gone; one that is suppressed already keeps its first reason.
   */
  suppress(
    notification: Pick<Notification, "userId" | "id">,
    addressHash: string,
    suppression: Suppression,
  ): Promise<void>;
  /**
   * The suppressed ones among a user's addresses.
   *
   * @param addressHashes of addresses of the user's beside those that became suppressed as the user's.
   */
  listSuppressions(userId: string, addressHashes?: readonly string[]): Promise<Suppressions>;
  /**
   * Lifts the suppression of an address, for whoever uses it.
   *
   * @param userId any of them. What a release before this one suppressed is lifted for that user only.
   * @param at now: what is older does not suppress the address again. It also names the call: a second
   * one of the same moment is the same lift.
   * @returns whether the address was suppressed.
   */
  lift(userId: string, addressHash: string, at: Date): Promise<boolean>;
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

/**
 * Reads SSM parameters by their full names; what it gives lacks those that do not exist. One that
 * AWS does not give out does not stop the others. Rejects with `DependencyUnavailable`.
 */
export type ReadParameters = (
  names: readonly string[],
) => Promise<ReadonlyMap<string, string | DeniedParameter>>;

/** A parameter that AWS does not give out, such as one whose key the reader may not use. */
export interface DeniedParameter {
  /** Its name says why: `AccessDeniedException`. */
  readonly cause: Error;
}

/**
 * Where functions of one kind share the last good values of their parameters, none of which is
 * secret. Every method may reject with `DependencyUnavailable`.
 */
export interface ParameterCopy {
  /** The copy as it is; `undefined` where there never was one. */
  read(): Promise<CopiedParameters | undefined>;
  /**
   * Writes a copy, unless there is one with the same texts that was written after `dueBefore`.
   *
   * @returns when what is there now was written.
   */
  write(next: CopiedParameters, dueBefore: Date): Promise<Date>;
}

/** Parameters as they were read. */
export interface CopiedParameters {
  /** By full name; `null` for one that does not exist. */
  readonly texts: ReadonlyMap<string, string | null>;
  readonly writtenAt: Date;
}

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

/** Removes what is kept of a user. May reject with `DependencyUnavailable`. */
export interface UserRecords {
  /**
   * Removes records until none is left or the time is up; may be called again. A write that was under way
   * does not bring them back. Nothing is left but a mark that the user was erased, for
   * `erasureKeptSeconds`. Takes some seconds where there is something to remove.
   *
   * @param at now: notifications that were registered until then and are not stored are erased too.
   * @returns how many records of each kind were removed.
   */
  removeAll(userId: string, at: Date, until: Date): Promise<RemovedRecords>;
}

/** Reads all that is kept of a user. May reject with `DependencyUnavailable`. */
export interface UserExport {
  /** A page of a user's records, in the order of their ids, read consistently: what `removeAll` removes. */
  read(userId: string, range: ExportRange): Promise<ExportPage>;
}

/** Which of a user's records are read. */
export interface ExportRange {
  /** How many at most, at least 1. */
  readonly limit: number;
  /** Only records after the one with this id. */
  readonly after?: string | undefined;
}

/** One page of a user's records. */
export interface ExportPage {
  readonly records: readonly ExportedRecord[];
  /** The id to go on after; absent where nothing is left. */
  readonly next?: string;
}

/** What a record under a user is: `other` is what only another release knows. */
export const recordKinds = [
  "notification",
  "delivery",
  "suppressions",
  "throttle-counter",
  "other",
] as const;

export type RecordKind = (typeof recordKinds)[number];

/** A record as it is kept. */
export interface ExportedRecord {
  readonly kind: RecordKind;
  readonly recordId: string;
  /** When it may be removed by itself; absent for one that is kept until it is erased. */
  readonly keptUntil?: Date;
  /** Its attributes but for its key, as they are stored. */
  readonly content: Readonly<Record<string, unknown>>;
  /** What is kept elsewhere because of it. */
  readonly elsewhere?: readonly Readonly<Record<string, unknown>>[];
}

/** Knows what was erased within `erasureKeptSeconds`. May reject with `DependencyUnavailable`. */
export interface Erasures {
  /**
   * Whether a notification that is not stored was erased, or would have been: its user was erased after
   * it was registered.
   */
  isErased(notification: Pick<Notification, "userId" | "id" | "registeredAt">): Promise<boolean>;
}

/** Where it is kept that a user was erased: beside nothing else of the user. */
export interface ErasureMarks {
  /** The partition key of a user's mark, which does not hold the user's id. */
  partitionOf(userId: string): string;
}

/** What a removal removed. */
export interface RemovedRecords {
  readonly notifications: number;
  readonly deliveries: number;
  /** Suppressions, throttle counters, and whatever else is kept under the user. */
  readonly other: number;
  /** Whether nothing was left. */
  readonly isAll: boolean;
}

/** The channels' queues. `send` may reject with `DependencyUnavailable`. */
export interface DeliveryQueues {
  /**
   * Sends a delivery's message to its channel's queue.
   *
   * @param addressHashes of the notification's addresses, so that the delivery's function reads with one
   * call whether they are suppressed; without them it makes two.
   */
  send(reference: DeliveryReference, addressHashes?: readonly string[]): Promise<void>;
}

/** The configuration that intake works by. May reject with `DependencyUnavailable`. */
export interface IntakeConfiguration {
  read(): Promise<IntakeSettings>;
}

/** The configuration that intake works by, as it is now. */
export interface IntakeSettings {
  /** Every deployed channel, enabled or not. */
  readonly channels: readonly Channel[];
  /** Notifications that expect a response, per user and clock hour. */
  readonly responsesPerHour: number;
  readonly limits: Limits;
}

/** A channel's providers in their configured order. May reject with `DependencyUnavailable`. */
export interface ProviderRoster {
  read(): Promise<readonly ListedProvider[]>;
}

/** A provider of a channel's list: with its settings, or one that has none. */
export type ListedProvider = ConfiguredProvider | UnsetProvider;

/** A provider whose settings were never good, or may not be read: nobody can call it. */
export interface UnsetProvider {
  readonly id: string;
  readonly settingsMark?: never;
}

/** A provider as its channel's configuration has it. */
export interface ConfiguredProvider extends Provider {
  readonly id: string;
  /** Another for other settings; it tells nothing of what they are. */
  readonly settingsMark: string;
  /** Milliseconds that one call may take. */
  readonly timeoutMs: number;
  readonly address: AddressKind | null;
}

/** How the channels are now. Every method may reject with `DependencyUnavailable`. */
export interface ChannelReadings {
  /** Every deployed channel. */
  channels(): Promise<readonly ConfiguredChannel[]>;
  depthOf(channel: string): Promise<QueueDepth>;
}

/** A channel as its configuration has it now. */
export interface ConfiguredChannel {
  readonly name: string;
  readonly enabled: boolean;
  /** Ids of its providers, in their order. */
  readonly providers: readonly string[];
}

/** Roughly how many messages a channel's queues hold. */
export interface QueueDepth {
  /** To be received now. */
  readonly waiting: number;
  /** Being attempted, or put back until their next attempt. */
  readonly inFlight: number;
  readonly deadLetters: number;
}
