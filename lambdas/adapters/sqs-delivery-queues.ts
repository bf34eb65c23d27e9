import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import type { DeliveryQueues } from "../core/ports/configuration.ts";
import type { AddressHashing } from "../core/ports/system.ts";
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
 * @param xRayTrace the trace that a message sent now belongs to, as X-Ray's header names it.
 */
export function sqsDeliveryQueues(
  client: SQSClient,
  queueUrls: Readonly<Record<string, string>>,
  users: Pick<SealedUsers, "close">,
  { addressMark }: Pick<AddressHashing, "addressMark">,
  xRayTrace: () => string | undefined = () => undefined,
): DeliveryQueues {
  return {
    async send(reference, addressHashes = []) {
      const command = new SendMessageCommand({
        QueueUrl: queueUrls[reference.channel],
        MessageBody: deliveryMessageBody(users, reference),
        MessageAttributes: deliveryMessageAttributes(addressHashes.map(addressMark)),
        MessageSystemAttributes: systemAttributes(xRayTrace()),
      });
      await awsCall("SQS", () => client.send(command));
    },
  };
}

/** SQS takes none but this one, which counts neither as an attribute nor by its size. */
function systemAttributes(trace: string | undefined) {
  return trace === undefined
    ? undefined
    : { AWSTraceHeader: { DataType: "String", StringValue: trace } };
}
