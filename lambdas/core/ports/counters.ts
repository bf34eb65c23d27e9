import type { AddressLimits } from "../limits.ts";

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
