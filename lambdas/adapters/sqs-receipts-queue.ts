import type { SQSClient } from "@aws-sdk/client-sqs";
import { SendMessageBatchCommand } from "@aws-sdk/client-sqs";
import { awsCall } from "./aws-call.ts";

/**
 * What one SendMessageBatch call takes: so many messages, with so many bytes of bodies together. SQS
 * takes 1 MiB since August 2025; the limit before that one holds everywhere.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html
 */
const maxBatch = { messages: 10, bytes: 262_144 } as const;

/** Calls under way at once: a provider's largest callback is queued within its patience. */
const maxCalls = 8;

/**
 * Puts all bodies into a queue, in no order.
 *
 * @throws DependencyUnavailable when one may not be in it; others may be. What was not begun by then
 *   is not sent, and nothing is under way any more.
 */
export async function sendAll(
  client: SQSClient,
  queueUrl: string,
  bodies: readonly string[],
): Promise<void> {
  const batches = batchesOf(bodies);
  const sendInTurn = async () => {
    // An error that leaves the loop ends the batches, for those who share them too.
    for (const batch of batches) {
      await send(client, queueUrl, batch);
    }
  };
  const ends = await Promise.allSettled(Array.from({ length: maxCalls }, sendInTurn));
  const failed = ends.find((end) => end.status === "rejected");
  if (failed) {
    throw failed.reason;
  }
}

function* batchesOf(bodies: readonly string[]): Generator<readonly string[]> {
  let batch: string[] = [];
  let bytes = 0;
  for (const body of bodies) {
    const size = Buffer.byteLength(body);
    const isFull = batch.length === maxBatch.messages || bytes + size > maxBatch.bytes;
    if (isFull && batch.length > 0) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(body);
    bytes += size;
  }
  if (batch.length > 0) {
    yield batch;
  }
}

async function send(client: SQSClient, queueUrl: string, batch: readonly string[]): Promise<void> {
  const command = new SendMessageBatchCommand({
    QueueUrl: queueUrl,
    Entries: batch.map((MessageBody, index) => ({ Id: String(index), MessageBody })),
  });
  await awsCall("SQS", async () => {
    const { Failed = [] } = await client.send(command);
    if (Failed.length > 0) {
      throw new Error("SQS did not take every message");
    }
  });
}
