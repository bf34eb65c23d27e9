import type { Notification } from "../notification.ts";

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
  /** Until when notifications were registered that it removed, or keeps from being stored. */
  readonly registeredUntil: Date;
  /** Whether nothing was left. */
  readonly isAll: boolean;
}
