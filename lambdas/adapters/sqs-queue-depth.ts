import type { SQSClient } from "@aws-sdk/client-sqs";
import { GetQueueAttributesCommand } from "@aws-sdk/client-sqs";
import type { QueueDepth } from "../core/ports.ts";
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
  const [queue, deadLetters] = await Promise.all([
    countsOf(client, queueUrl),
    countsOf(client, deadLetterUrl),
  ]);
  return { ...queue, deadLetters: deadLetters.waiting + deadLetters.inFlight };
}

async function countsOf(client: SQSClient, QueueUrl: string) {
  const command = new GetQueueAttributesCommand({
    QueueUrl,
    AttributeNames: ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"],
  });
  const { Attributes } = await awsCall("SQS", () => client.send(command));
  return {
    waiting: Number(Attributes?.["ApproximateNumberOfMessages"] ?? 0),
    inFlight: Number(Attributes?.["ApproximateNumberOfMessagesNotVisible"] ?? 0),
  };
}
