/**
 * Messages in flight on a channel's queue from which on the alarm and `doctor` speak up. Of the about
 * 120,000 that a standard queue may have; past that it hands out no more.
 *
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html
 */
export const maxInFlight = 100_000;
