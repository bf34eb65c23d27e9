import { setTimeout as pause } from "node:timers/promises";
import type { SendMessageBatchRequestEntry, SQSClient } from "@aws-sdk/client-sqs";
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

/** How long a call waits before it sends again what SQS did not take, in milliseconds. */
const pausesMs = [50, 200];

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

function send(client: SQSClient, queueUrl: string, batch: readonly string[]): Promise<void> {
  const entries = batch.map((MessageBody, index) => ({ Id: String(index), MessageBody }));
  return awsCall("SQS", () => sendEntries(client, queueUrl, entries));
}

/** SQS may take some of a call's messages and not others. */
async function sendEntries(
  client: SQSClient,
  QueueUrl: string,
  entries: readonly SendMessageBatchRequestEntry[],
): Promise<void> {
  let unsent = [...entries];
  for (const pauseMs of [...pausesMs, undefined]) {
    const send = new SendMessageBatchCommand({ QueueUrl, Entries: unsent });
    const { Failed = [] } = await client.send(send);
    if (Failed.length === 0) {
      return;
    }
    unsent = unsent.filter(({ Id }) => Failed.some((failed) => failed.Id === Id));
    if (pauseMs !== undefined) {
      await pause(pauseMs);
    }
  }
  throw new Error("SQS did not take every message");
}
