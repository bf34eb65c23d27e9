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

type Delays = Pick<ChannelPolicy, "retryDelaysSeconds">;

/** Attempts that a delivery has in a round: one more than the delays. */
export function maximumAttempts({ retryDelaysSeconds }: Delays): number {
  return retryDelaysSeconds.length + 1;
}

/**
 * Whether there is no attempt after this one.
 *
 * @param attempt counts from 1.
 */
export function isLastAttempt(policy: Delays, attempt: number): boolean {
  return attempt >= maximumAttempts(policy);
}

/**
 * Whole seconds until a message comes back after an attempt that no provider accepted. 0 after the
 * last one: the message then uses up its receives and goes to the dead-letter queue.
 *
 * @param attempt counts from 1.
 * @param random at least 0, below 1.
 */
export function retryDelaySeconds(policy: Delays, attempt: number, random: number): number {
  const delay = policy.retryDelaysSeconds[attempt - 1];
  return delay === undefined ? 0 : withJitter(delay, random);
}

/** That many seconds or up to a fifth more, in whole seconds, within what SQS allows. */
export function withJitter(seconds: number, random: number): number {
  return Math.min(Math.round(seconds * (1 + jitterShare * random)), maxRetryDelaySeconds);
}
