import type { ChannelPolicy } from "./channel.ts";
import type { Delivery } from "./delivery.ts";
import type { Receive } from "./receive.ts";
import { isOlder, isRunningOut, maxDaysInQueue, maxDaysWaiting } from "./receive.ts";
import { retryDelaySeconds } from "./retry-delay.ts";
import type { FailoverResult } from "./send-with-failover.ts";
import { waitInQueueSeconds, waitSeconds } from "./wait.ts";

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
 * When a message comes back whose channel's providers cannot be read. Nobody claims it, so it waits by
 * its time in the queue. `undefined` when it is given up.
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
