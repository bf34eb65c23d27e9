import type { ChannelPolicy } from "./channel.ts";
import type { Delivery } from "./delivery.ts";
import type { Receive } from "./receive.ts";
import { isOlder, isRunningOut, maxDaysInQueue, maxDaysWaiting } from "./receive.ts";
import { retryDelaySeconds } from "./retry-delay.ts";
import type { FailoverResult } from "./send-with-failover.ts";
import { waitSeconds } from "./wait.ts";

/** How an attempt stands when no provider accepted. */
export interface AttemptStanding {
  /** As its claim left it. */
  readonly delivery: Pick<Delivery, "lastAttempt" | "attemptsInRound" | "waitedSeconds">;
  readonly failover: Pick<FailoverResult, "wait">;
  readonly receive: Receive;
  readonly at: Date;
}

/**
 * When a delivery is tried again if no provider accepted. `undefined` when it is not: its attempts are
 * used up, or its message will soon not be handed out any more, or would be in its queue for too long.
 *
 * @param random at least 0, below 1.
 */
export function nextAttempt(
  { policy, random }: { readonly policy: ChannelPolicy; readonly random: () => number },
  { delivery, failover: { wait }, receive, at }: AttemptStanding,
): Date | undefined {
  const { lastAttempt, attemptsInRound, waitedSeconds } = delivery;
  const seconds = wait
    ? waitSeconds({ waitedSeconds, random: random(), ...wait })
    : retryDelaySeconds(policy, attemptsInRound, random());
  const next = new Date(at.getTime() + seconds * 1000);
  const isLast = wait ? isRunningOut(receive, policy) : lastAttempt;
  const isTooLate = isOlder(receive, next, wait ? maxDaysWaiting : maxDaysInQueue);
  return isLast || isTooLate ? undefined : next;
}
