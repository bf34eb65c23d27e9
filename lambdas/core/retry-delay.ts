import type { ChannelPolicy } from "./channel.ts";

/** By how much of itself a delay may grow, so that deliveries that failed together spread out. */
const jitterShare = 0.2;

/**
 * The longest delay, in seconds. A visibility time-out ends at most 12 hours after the receive; this
 * leaves room for the 15 minutes that a function may run before it asks for one.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibility.html
 */
export const maxRetryDelaySeconds = 12 * 3_600 - 15 * 60;

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
  return Math.min(Math.round(delay * (1 + jitterShare * random)), maxRetryDelaySeconds);
}
