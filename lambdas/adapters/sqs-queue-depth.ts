import type { SQSClient } from "@aws-sdk/client-sqs";
import { GetQueueAttributesCommand, QueueDoesNotExist } from "@aws-sdk/client-sqs";
import type { QueueDepth } from "../core/ports/configuration.ts";
import { DependencyUnavailable } from "../core/ports/unavailable.ts";
import { awsCall } from "./aws-call.ts";

/**
 * Reads roughly how many messages a channel's two queues hold: SQS's counts are up to a minute old.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueAttributes.html
 */
export async function readQueueDepth(
  client: SQSClient,
  queueUrl: string,
  deadLetterUrl: string,
): Promise<QueueDepth> {
  const [{ waiting, inFlight }, deadLetters] = await Promise.all([
    countsOf(client, queueUrl),
    countsOf(client, deadLetterUrl),
  ]);
  return { waiting, inFlight, deadLetters: deadLetters.waiting + deadLetters.inFlight };
}

/**
 * Roughly how many messages a queue holds, those in flight and those that are delayed included; 0 where
 * there is no such queue.
 */
export async function countMessages(client: SQSClient, queueUrl: string): Promise<number> {
  try {
    const { waiting, inFlight, delayed } = await countsOf(client, queueUrl);
    return waiting + inFlight + delayed;
  } catch (error) {
    if (error instanceof DependencyUnavailable && error.cause instanceof QueueDoesNotExist) {
      return 0;
    }
    throw error;
  }
}

async function countsOf(client: SQSClient, QueueUrl: string) {
  const command = new GetQueueAttributesCommand({
    QueueUrl,
    AttributeNames: [
      "ApproximateNumberOfMessages",
      "ApproximateNumberOfMessagesNotVisible",
      "ApproximateNumberOfMessagesDelayed",
    ],
  });
  const { Attributes } = await awsCall("SQS", () => client.send(command));
  return {
    waiting: Number(Attributes?.["ApproximateNumberOfMessages"] ?? 0),
    inFlight: Number(Attributes?.["ApproximateNumberOfMessagesNotVisible"] ?? 0),
    delayed: Number(Attributes?.["ApproximateNumberOfMessagesDelayed"] ?? 0),
  };
}
