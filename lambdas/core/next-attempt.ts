import type { ChannelPolicy } from "./channel.ts";
import type { Delivery } from "./delivery.ts";
import type { Receive } from "./receive.ts";
import { isOlder, isRunningOut, maxDaysInQueue, maxDaysWaiting } from "./receive.ts";
import { maxRetryDelaySeconds, retryDelaySeconds, withJitter } from "./retry-delay.ts";
import type { FailoverResult } from "./send-with-failover.ts";

/** How an attempt stands when no provider accepted. */
export interface AttemptStanding {
  /** As its claim left it. */
  readonly delivery: Pick<Delivery, "lastAttempt" | "attemptsInRound" | "waitedSeconds">;
  readonly failover: Pick<FailoverResult, "wait">;
  readonly receive: Receive;
  readonly at: Date;
}

/** What it is decided by. */
interface Deciding {
  readonly policy: ChannelPolicy;
  /** At least 0, below 1. */
  readonly random: () => number;
}

/**
 * When a delivery is tried again if no provider accepted. `undefined` when it is not: its attempts are
 * used up, or its message will soon not be handed out any more, or would be in its queue for too long.
 */
export function nextAttempt(
  { policy, random }: Deciding,
  { delivery, failover: { wait }, receive, at }: AttemptStanding,
): Date | undefined {
  const { lastAttempt, attemptsInRound, waitedSeconds } = delivery;
  if (wait) {
    const seconds = waitSeconds({ waitedSeconds, random: random(), ...wait });
    return endOfWait(policy, receive, at, seconds);
  }
  const next = secondsAfter(at, retryDelaySeconds(policy, attemptsInRound, random()));
  return lastAttempt || isOlder(receive, next, maxDaysInQueue) ? undefined : next;
}

/**
 * When a message comes back whose channel's providers cannot be read, which nobody claims. `undefined`
 * when it is given up.
 */
export function nextReading(
  { policy, random }: Deciding,
  receive: Receive,
  at: Date,
): Date | undefined {
  return endOfWait(policy, receive, at, waitInQueueSeconds(receive, at, random()));
}

function endOfWait(
  policy: ChannelPolicy,
  receive: Receive,
  at: Date,
  seconds: number,
): Date | undefined {
  const end = secondsAfter(at, seconds);
  return isRunningOut(receive, policy) || isOlder(receive, end, maxDaysWaiting) ? undefined : end;
}

function secondsAfter(at: Date, seconds: number): Date {
  return new Date(at.getTime() + seconds * 1000);
}

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
 * Whole seconds until a message comes back that has to wait and that nobody can claim: twice as long with
 * each receive, and no longer than if it had waited for all its time in the queue. So one that lay there
 * for a day is soon back, and a week takes about a hundred receives.
 *
 * @param random at least 0, below 1.
 */
export function waitInQueueSeconds({ count, sentAt }: Receive, at: Date, random: number): number {
  const waitedSeconds = (at.getTime() - sentAt.getTime()) / 1000;
  return Math.min(withJitter(2 ** (count - 1), random), waitSeconds({ waitedSeconds, random }));
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
