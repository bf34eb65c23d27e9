import type { SQSBatchResponse, SQSRecord } from "aws-lambda";
import { describeError, logger } from "../../runtime/logger.ts";
import type { ReceiveDependencies } from "./receive-message.ts";
import { receiveMessage } from "./receive-message.ts";

/** What receiving a batch needs. */
export interface BatchDependencies extends ReceiveDependencies {
  /** Keeps received messages away for that many seconds. */
  readonly hold: (receiptHandles: readonly string[], seconds: number) => Promise<void>;
}

/** Seconds after a killed function's deadline until its messages come back. */
const secondsAfterDeadline = 3;

/**
 * Handles a batch; reports the messages that are to come back. Should the function be killed, they
 * come back soon after its deadline rather than after the queue's visibility time-out, which leaves
 * room for Lambda to be throttled.
 *
 * @param deadline when the function is stopped.
 */
export async function receiveBatch(
  deps: BatchDependencies,
  messages: readonly SQSRecord[],
  deadline: Date,
): Promise<SQSBatchResponse> {
  const held = holdUntil(deps, messages, deadline);
  const putBack: ReceiveDependencies["putBack"] = async (receiptHandle, delaySeconds) => {
    // The later of the two calls counts.
    await held;
    await deps.putBack(receiptHandle, delaySeconds);
  };
  const done = await Promise.all(
    messages.map((message) => receiveMessage({ ...deps, putBack }, message, deadline)),
  );
  await held;
  const failed = messages.filter((_, index) => !done[index]);
  return { batchItemFailures: failed.map(({ messageId }) => ({ itemIdentifier: messageId })) };
}

/** Where they cannot be held, only a killed function's messages come back later. */
async function holdUntil(
  { hold, clock }: BatchDependencies,
  messages: readonly SQSRecord[],
  deadline: Date,
): Promise<void> {
  const leftSeconds = Math.ceil((deadline.getTime() - clock.now().getTime()) / 1000);
  try {
    await hold(
      messages.map(({ receiptHandle }) => receiptHandle),
      leftSeconds + secondsAfterDeadline,
    );
  } catch (error) {
    logger.warn("messages not held", { messages: messages.length, ...describeError(error) });
  }
}
