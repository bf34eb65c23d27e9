import type { SQSRecord } from "aws-lambda";
import { describeError, logger } from "./logger.ts";

/** Puts a received message back into its queue for that many seconds. */
export type PutBack = (receiptHandle: string, delaySeconds: number) => Promise<void>;

/** Where it cannot be put back, it comes back by itself after the queue's visibility time-out. */
export async function putBackIfPossible(
  putBack: PutBack,
  { messageId, receiptHandle }: SQSRecord,
  delaySeconds: number,
): Promise<void> {
  try {
    await putBack(receiptHandle, delaySeconds);
  } catch (error) {
    logger.warn("message not put back", { messageId, ...describeError(error) });
  }
}
