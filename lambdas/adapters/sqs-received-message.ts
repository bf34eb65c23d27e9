import type { SQSClient } from "@aws-sdk/client-sqs";
import { ChangeMessageVisibilityCommand } from "@aws-sdk/client-sqs";
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
