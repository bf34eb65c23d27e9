import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import type { DeliveryQueues } from "../core/ports.ts";
import { awsCall, awsClientOptions } from "./aws-call.ts";
import { deliveryMessageAttributes, deliveryMessageBody } from "./delivery-message.ts";

/** A client for Herald's own queues. */
export function sqsClient(): SQSClient {
  return new SQSClient(awsClientOptions);
}

/**
 * Sends deliveries to their channels' queues.
 *
 * @param queueUrls each deployed channel's queue.
 */
export function sqsDeliveryQueues(
  client: SQSClient,
  queueUrls: Readonly<Record<string, string>>,
): DeliveryQueues {
  return {
    async send(reference, addressHashes = []) {
      const command = new SendMessageCommand({
        QueueUrl: queueUrls[reference.channel],
        MessageBody: deliveryMessageBody(reference),
        MessageAttributes: deliveryMessageAttributes(addressHashes),
      });
      await awsCall("SQS", () => client.send(command));
    },
  };
}
