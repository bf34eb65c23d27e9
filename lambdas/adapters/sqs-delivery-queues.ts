import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import type { AddressHashing, DeliveryQueues } from "../core/ports.ts";
import type { SealedUsers } from "../core/sealed-user.ts";
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
 * @param users how messages say whose they are.
 */
export function sqsDeliveryQueues(
  client: SQSClient,
  queueUrls: Readonly<Record<string, string>>,
  users: Pick<SealedUsers, "close">,
  { addressMark }: Pick<AddressHashing, "addressMark">,
): DeliveryQueues {
  return {
    async send(reference, addressHashes = []) {
      const command = new SendMessageCommand({
        QueueUrl: queueUrls[reference.channel],
        MessageBody: deliveryMessageBody(users, reference),
        MessageAttributes: deliveryMessageAttributes(addressHashes.map(addressMark)),
      });
      await awsCall("SQS", () => client.send(command));
    },
  };
}
