import type { SQSClient } from "@aws-sdk/client-sqs";
import {
  ChangeMessageVisibilityBatchCommand,
  ChangeMessageVisibilityCommand,
} from "@aws-sdk/client-sqs";
import { awsCall } from "./aws-call.ts";

/**
 * Puts a received message back into its queue for that many seconds. SQS counts them from now, and
 * ends them at most 12 hours after the message was received.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibility.html
 */
export async function putBack(
  client: SQSClient,
  queueUrl: string,
  receiptHandle: string,
  delaySeconds: number,
): Promise<void> {
  const command = new ChangeMessageVisibilityCommand({
    QueueUrl: queueUrl,
    ReceiptHandle: receiptHandle,
    VisibilityTimeout: delaySeconds,
  });
  await awsCall("SQS", () => client.send(command));
}

/**
 * Messages that one ChangeMessageVisibilityBatch call takes.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibilityBatch.html
 */
const messagesPerCall = 10;

/**
 * Keeps received messages away for that many seconds from now, instead of the queue's visibility
 * time-out.
 *
 * @throws DependencyUnavailable when one may not be kept away for that long; others may be.
 */
export async function holdMessages(
  client: SQSClient,
  queueUrl: string,
  receiptHandles: readonly string[],
  seconds: number,
): Promise<void> {
  for (let start = 0; start < receiptHandles.length; start += messagesPerCall) {
    const chunk = receiptHandles.slice(start, start + messagesPerCall);
    const command = new ChangeMessageVisibilityBatchCommand({
      QueueUrl: queueUrl,
      Entries: chunk.map((ReceiptHandle, index) => ({
        Id: String(index),
        ReceiptHandle,
        VisibilityTimeout: seconds,
      })),
    });
    await awsCall("SQS", async () => {
      const { Failed = [] } = await client.send(command);
      if (Failed.length > 0) {
        throw new Error("SQS did not change every message's visibility");
      }
    });
  }
}
