/**
 * Messages in flight on a channel's queue from which on the alarm and `doctor` speak up. Of the about
 * 120,000 that a standard queue may have; past that it hands out no more.
 *
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html
 */
export const maxInFlight = 100_000;

/**
 * AWS asks for six times the function's time-out, so that a throttled invocation can be tried again
 * before the messages come back.
 *
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
 */
export const visibilityPerTimeout = 6;
