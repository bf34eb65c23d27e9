import type { SQSRecord } from "aws-lambda";
import { addressMarksIn, readDeliveryMessage } from "../../adapters/delivery-message.ts";
import type { AttemptDependencies } from "../../core/attempt-delivery.ts";
import { attemptDelivery } from "../../core/attempt-delivery.ts";
import type { DeliveryReference } from "../../core/delivery-reference.ts";
import { isOfNewerVersion } from "../../core/message-version.ts";
import { pauseSeconds, waitInQueueSeconds } from "../../core/next-attempt.ts";
import type { Receive } from "../../core/receive.ts";
import type { SealedUsers } from "../../core/sealed-user.ts";
import { describeError, logger } from "../../runtime/logger.ts";
import { count } from "../../runtime/metrics.ts";
import type { PutBack } from "../../runtime/put-back.ts";
import { putBackIfPossible } from "../../runtime/put-back.ts";
import { logAttempt } from "./log-attempt.ts";

/** What receiving a message needs. */
export interface ReceiveDependencies extends AttemptDependencies {
  readonly channel: string;
  /** How messages say whose they are. */
  readonly users: Pick<SealedUsers, "open">;
  /** Puts a message back into the queue for that many seconds. */
  readonly putBack: PutBack;
}

/**
 * Handles one queue message; it never rejects, so that its neighbours in the batch are not
 * touched.
 *
 * @param deadline when the function is stopped.
 * @returns whether the message is done with and can be deleted from its queue.
 */
export async function receiveMessage(
  deps: ReceiveDependencies,
  message: SQSRecord,
  deadline: Date,
): Promise<boolean> {
  const { ApproximateReceiveCount, SentTimestamp } = message.attributes;
  const sentAt = new Date(Number(SentTimestamp));
  const addressMarks = addressMarksIn(message);
  const receive = {
    count: Number(ApproximateReceiveCount),
    sentAt,
    deadline,
    ...(addressMarks && { addressMarks }),
  };
  const reference = readDeliveryMessage(deps.users, message, deps.channel);
  const delaySeconds =
    reference === undefined
      ? unread(deps, message, receive)
      : await attempt(deps, reference, receive);
  if (delaySeconds === undefined) {
    return true;
  }
  await putBackIfPossible(deps.putBack, message, delaySeconds);
  return false;
}

/**
 * A message that names no delivery never will: visible at once, it uses up its receives and goes to
 * the dead-letter queue. One of a newer release waits for a function of that release.
 */
function unread(
  { clock, random }: ReceiveDependencies,
  { messageId, body }: SQSRecord,
  receive: Receive,
): number {
  if (isOfNewerVersion(body)) {
    logger.warn("message of a newer release", { messageId });
    return waitInQueueSeconds(receive, clock.now(), random());
  }
  if (receive.count === 1) {
    logger.error("malformed message", { messageId });
    count("MalformedMessage");
  }
  return 0;
}

/** Makes the attempt; returns after how many seconds the message comes back, if it does. */
async function attempt(
  deps: ReceiveDependencies,
  reference: DeliveryReference,
  receive: Receive,
): Promise<number | undefined> {
  try {
    const result = await attemptDelivery(deps, reference, receive);
    logAttempt(reference, receive.count, result);
    return result.kind === "put-back" ? result.delaySeconds : undefined;
  } catch (error) {
    const { notificationId, channel } = reference;
    logger.error("attempt failed", { notificationId, channel, ...describeError(error) });
    count("AttemptFailed");
    return pauseSeconds(receive.count, deps.random());
  }
}
