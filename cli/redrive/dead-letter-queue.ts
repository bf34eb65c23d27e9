import type { Message, SQSClient } from "@aws-sdk/client-sqs";
import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
} from "@aws-sdk/client-sqs";
import { awsCall } from "../../lambdas/adapters/aws-call.ts";
import type { DeadLetter, DeadLetterSource } from "./redrive.ts";

/** SQS's limit for the entries of a batch and for the messages of a receive. */
const maxPerCall = 10;

/** How long a received message stays hidden if this process dies before putting it back. */
const visibilitySeconds = 300;

/** Long polling asks every server of the queue, so that an empty response means an empty queue. */
const waitSeconds = 2;

/** A dead-letter queue in SQS. */
export function sqsDeadLetterQueue(sqs: SQSClient, QueueUrl: string): DeadLetterSource {
  return {
    async count() {
      const get = new GetQueueAttributesCommand({
        QueueUrl,
        AttributeNames: ["ApproximateNumberOfMessages"],
      });
      const { Attributes } = await awsCall("SQS", () => sqs.send(get));
      return Number(Attributes?.["ApproximateNumberOfMessages"] ?? 0);
    },

    async receive(max) {
      const receive = new ReceiveMessageCommand({
        QueueUrl,
        MaxNumberOfMessages: Math.min(max, maxPerCall),
        MessageSystemAttributeNames: ["SentTimestamp"],
        VisibilityTimeout: visibilitySeconds,
        WaitTimeSeconds: waitSeconds,
      });
      const { Messages = [] } = await awsCall("SQS", () => sqs.send(receive));
      return Messages.map(toDeadLetter);
    },

    async remove({ receiptHandle: ReceiptHandle }) {
      const remove = new DeleteMessageCommand({ QueueUrl, ReceiptHandle });
      await awsCall("SQS", () => sqs.send(remove));
    },

    /** A message that has already become visible again is not an error. */
    async release(letters) {
      for (let start = 0; start < letters.length; start += maxPerCall) {
        const Entries = letters
          .slice(start, start + maxPerCall)
          .map(({ receiptHandle: ReceiptHandle }, index) => ({
            Id: String(index),
            ReceiptHandle,
            VisibilityTimeout: 0,
          }));
        const change = new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries });
        await awsCall("SQS", () => sqs.send(change));
      }
    },
  };
}

function toDeadLetter({ MessageId, ReceiptHandle, Body, Attributes }: Message): DeadLetter {
  return {
    messageId: MessageId ?? "",
    receiptHandle: ReceiptHandle ?? "",
    body: Body ?? "",
    sentAt: new Date(Number(Attributes?.SentTimestamp)),
  };
}
