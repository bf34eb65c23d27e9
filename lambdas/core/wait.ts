import type { Receive } from "./receive.ts";
import { maxRetryDelaySeconds, withJitter } from "./retry-delay.ts";

/** A wait is a share, at random between the two, of all that a delivery has waited before. */
const minShare = 0.05;
const maxShare = 0.2;

/** Seconds that a delivery counts as having waited when it begins: its first wait is 1 to 4 s. */
const headStartSeconds = 20;

/** What a wait depends on. */
export interface Wait {
  /** For how long the delivery was told to wait so far. */
  readonly waitedSeconds?: number | undefined;
  /** How long the provider asked it to wait at least. */
  readonly retryAfterSeconds?: number | undefined;
  /** At least 0, below 1. */
  readonly random: number;
}

/**
 * Whole seconds until a delivery that waits without using an attempt is tried again.
 *
 * Waits grow with the time waited, so a backlog of any size keeps its provider busy, its last message
 * is late by a fraction of the whole, and a week takes fewer than a hundred receives.
 *
 * @returns at least 1, and at least what the provider asked for.
 */
export function waitSeconds({ waitedSeconds = 0, retryAfterSeconds = 0, random }: Wait): number {
  const waited = Math.max(waitedSeconds, headStartSeconds);
  const share = minShare + (maxShare - minShare) * random;
  const seconds = Math.min(Math.round(waited * share), maxRetryDelaySeconds);
  return Math.max(seconds, withJitter(retryAfterSeconds, random), 1);
}

/**
 * Whole seconds until a message comes back that has to wait and that nobody can claim: its time in its
 * queue stands for what it has waited.
 *
 * @param random at least 0, below 1.
 */
export function waitInQueueSeconds({ sentAt }: Receive, at: Date, random: number): number {
  return waitSeconds({ waitedSeconds: (at.getTime() - sentAt.getTime()) / 1000, random });
}

/** The longest that a message stays away whose delivery could not be read or claimed, in seconds. */
const maxPauseSeconds = 900;

/**
 * Whole seconds until a message comes back whose delivery could not be read or claimed: twice as long
 * with each receive.
 *
 * @param receive counts from 1.
 * @param random at least 0, below 1.
 */
export function pauseSeconds(receive: number, random: number): number {
  return withJitter(Math.min(2 ** (receive - 1), maxPauseSeconds), random);
}
