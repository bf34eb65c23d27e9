import type { ChannelPolicy } from "./channel.ts";
import { maximumAttempts } from "./retry-delay.ts";

/** One receive of a delivery from its queue. */
export interface Receive {
  /** How often SQS has handed the message out, including this time. */
  readonly count: number;
  /** When the message was sent to its queue. */
  readonly sentAt: Date;
  /** When the function that received it is stopped. */
  readonly deadline: Date;
  /** Of the notification's addresses, if the message says them. */
  readonly addressMarks?: readonly string[];
}

/**
 * Receives of a message beyond its attempts: those that no function sees, as Lambda was throttled,
 * copies that come early, and fewer than a hundred waits in `maxDaysWaiting`. Not more, as a message
 * whose attempts are used up uses up its receives as well before SQS moves it.
 */
const receivesBesideAttempts = 120;

/**
 * The last receives, in which an attempt is a delivery's last one: more than one, as a function may
 * not see all of them.
 */
const lastReceives = 5;

/**
 * Days in its queue for which a message may wait without using an attempt. Both queues keep it for 14
 * days, and SQS counts them from when it was sent: the dead letter has the other half.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html
 */
export const maxDaysWaiting = 7;

/** Days in its queue after which a message is given up, whatever is left: before SQS deletes it. */
export const maxDaysInQueue = 13;

/** Receives after which SQS moves a message of the channel to the dead-letter queue. */
export function maxReceivesOf(policy: Pick<ChannelPolicy, "retryDelaysSeconds">): number {
  return maximumAttempts(policy) + receivesBesideAttempts;
}

/** Whether SQS will soon not hand the message out any more. */
export function isRunningOut({ count }: Receive, { maxReceives }: ChannelPolicy): boolean {
  return count > maxReceives - lastReceives;
}

/** Whether a message that comes back at that moment is then in its queue for more than those days. */
export function isOlder({ sentAt }: Receive, backAt: Date, days: number): boolean {
  return backAt.getTime() - sentAt.getTime() > days * 86_400_000;
}
