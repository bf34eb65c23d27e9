import type { ChannelPolicy } from "./channel.ts";

/** How far a delay may be drawn out, so that deliveries that failed together spread out. */
const jitterShare = 0.2;

/**
 * A visibility time-out ends 12 h after the receive at the latest; this leaves the longest-running
 * function, 15 minutes, room to ask for one.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibility.html
 */
const maxDelaySeconds = 12 * 3_600 - 15 * 60;

/** Receives after which SQS moves a message to the dead-letter queue: one more than the delays. */
export function maximumAttempts(policy: ChannelPolicy): number {
  return policy.retryDelaysSeconds.length + 1;
}

/**
 * Whether there is no attempt after this one.
 *
 * @param attempt counts from 1.
 */
export function isLastAttempt(policy: ChannelPolicy, attempt: number): boolean {
  return attempt >= maximumAttempts(policy);
}

/**
 * Whole seconds until a message comes back after an attempt that no provider accepted. 0 after the
 * last one: SQS then moves it to the dead-letter queue at once.
 *
 * @param attempt counts from 1.
 * @param random at least 0, below 1.
 */
export function retryDelaySeconds(policy: ChannelPolicy, attempt: number, random: number): number {
  const delay = policy.retryDelaysSeconds[attempt - 1];
  if (delay === undefined) {
    return 0;
  }
  return Math.min(Math.round(delay * (1 + jitterShare * random)), maxDelaySeconds);
}
