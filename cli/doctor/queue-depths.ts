import type { SQSClient } from "@aws-sdk/client-sqs";
import { GetQueueAttributesCommand } from "@aws-sdk/client-sqs";
import { awsCall } from "../../lambdas/adapters/aws-call.ts";
import type { Target } from "../target.ts";

/** About how many messages a channel's queues hold. */
export interface QueueDepths {
  /** That can be received. */
  readonly waiting: number;
  /** That were received and are not yet visible again: under way, or waiting for an attempt. */
  readonly inFlight: number;
  readonly deadLetters: number;
}

/** Reads the depths of each channel that has queues. Rejects with `DependencyUnavailable`. */
export async function readQueueDepths({
  sqs,
  queues,
}: Target): Promise<ReadonlyMap<string, QueueDepths>> {
  const entries = await Promise.all(
    [...queues].map(async ([channel, { url, deadLetterUrl }]) => {
      const [queue, deadLetters] = await Promise.all([count(sqs, url), count(sqs, deadLetterUrl)]);
      return [channel, { ...queue, deadLetters: deadLetters.waiting }] as const;
    }),
  );
  return new Map(entries);
}

async function count(sqs: SQSClient, QueueUrl: string) {
  const get = new GetQueueAttributesCommand({
    QueueUrl,
    AttributeNames: ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"],
  });
  const { Attributes = {} } = await awsCall("SQS", () => sqs.send(get));
  return {
    waiting: Number(Attributes["ApproximateNumberOfMessages"] ?? 0),
    inFlight: Number(Attributes["ApproximateNumberOfMessagesNotVisible"] ?? 0),
  };
}
