import type { Message, SQSClient } from "@aws-sdk/client-sqs";
import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
} from "@aws-sdk/client-sqs";
import { awsCall } from "../../lambdas/adapters/aws-call.ts";
import type { DeadLetter, DeadLetterSource } from "./redrive.ts";

/** Entries of one batch, and messages of one receive: SQS's limit for both. */
const maxPerCall = 10;

/** For how long a received message stays away, should this process die before it is put back. */
const visibilitySeconds = 300;

/** Long polling asks every server that holds messages, so that an empty answer means empty. */
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

    /** One that cannot be put back, as it has come back by itself, is no error of the call. */
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
