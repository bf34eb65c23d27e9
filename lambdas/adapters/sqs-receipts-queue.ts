import type { SQSClient } from "@aws-sdk/client-sqs";
import { SendMessageBatchCommand } from "@aws-sdk/client-sqs";
import { awsCall } from "./aws-call.ts";

/**
 * Messages that one SendMessageBatch call takes.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html
 */
const messagesPerCall = 10;

/**
 * Puts all bodies into a queue.
 *
 * @throws DependencyUnavailable when one may not be in it; others may be.
 */
export async function sendAll(
  client: SQSClient,
  queueUrl: string,
  bodies: readonly string[],
): Promise<void> {
  for (let start = 0; start < bodies.length; start += messagesPerCall) {
    const chunk = bodies.slice(start, start + messagesPerCall);
    const send = new SendMessageBatchCommand({
      QueueUrl: queueUrl,
      Entries: chunk.map((MessageBody, index) => ({ Id: String(index), MessageBody })),
    });
    await awsCall("SQS", async () => {
      const { Failed = [] } = await client.send(send);
      if (Failed.length > 0) {
        throw new Error("SQS did not take every message");
      }
    });
  }
}
