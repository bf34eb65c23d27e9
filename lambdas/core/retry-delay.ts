import type { ChannelPolicy } from "./channel.ts";

/** How far a delay may be drawn out, so that deliveries that failed together spread out. */
const jitterShare = 0.2;

/** Receives after which SQS moves a message to the dead-letter queue: one more than the delays. */
export function maximumAttempts(policy: ChannelPolicy): number {
  return policy.retryDelaysSeconds.length + 1;
}

/** Whether SQS hands this message out for the last time. */
export function isLastAttempt(policy: ChannelPolicy, receiveCount: number): boolean {
  return receiveCount >= maximumAttempts(policy);
}

/**
 * Whole seconds until a message comes back after an attempt that no provider accepted. 0 after the
 * last one: SQS then moves it to the dead-letter queue at once.
 *
 * @param receiveCount how often SQS has handed the message out, this time included.
 * @param random at least 0, below 1.
 */
export function retryDelaySeconds(
  policy: ChannelPolicy,
  receiveCount: number,
  random: number,
): number {
  const delay = policy.retryDelaysSeconds[receiveCount - 1];
  return delay === undefined ? 0 : Math.round(delay * (1 + jitterShare * random));
}
