import type { SQSRecord } from "aws-lambda";
import type { DeliveryReference } from "../core/delivery-reference.ts";
import { deliveryReferenceSchema } from "../core/delivery-reference.ts";
import { messageBody } from "../core/message-version.ts";

const bodySchema = messageBody(deliveryReferenceSchema);

/** The body of the queue message that names a delivery: its ids as JSON, and nothing else. */
export function deliveryMessageBody(reference: DeliveryReference): string {
  return JSON.stringify(reference);
}

/**
 * The delivery that a message of a channel's queue names, whatever else it holds; `undefined` for a body
 * that names none, or one of another channel.
 */
export function readDeliveryMessage(
  { body }: Pick<SQSRecord, "body">,
  channel: string,
): DeliveryReference | undefined {
  const result = bodySchema.safeParse(body);
  return result.success && result.data.channel === channel ? result.data : undefined;
}

/** The message's attribute beside its body: the release before this one takes no field more in that. */
const hashesAttribute = "addressHashes";

/**
 * The attributes of the queue message that names a delivery: the hashes of the notification's addresses,
 * by which a function reads with one call whether they are suppressed.
 */
export function deliveryMessageAttributes(addressHashes: readonly string[]) {
  return addressHashes.length === 0
    ? undefined
    : { [hashesAttribute]: { DataType: "String", StringValue: addressHashes.join(",") } };
}

/** The hashes of the notification's addresses; `undefined` where the message does not say them. */
export function addressHashesIn({
  messageAttributes,
}: Partial<Pick<SQSRecord, "messageAttributes">>): readonly string[] | undefined {
  return messageAttributes?.[hashesAttribute]?.stringValue?.split(",");
}
