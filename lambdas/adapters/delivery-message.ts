import type { SQSRecord } from "aws-lambda";
import type { DeliveryReference } from "../core/delivery-reference.ts";
import { deliveryReferenceSchema } from "../core/delivery-reference.ts";
import { readMessageBody } from "../core/message-version.ts";
import type { SealedUsers } from "../core/sealed-user.ts";

/** The body of the queue message that names a delivery: its ids as JSON, the user's sealed. */
export function deliveryMessageBody(
  users: Pick<SealedUsers, "close">,
  reference: DeliveryReference,
): string {
  return JSON.stringify(users.close(reference));
}

/**
 * The delivery that a message of a channel's queue names, whatever else it holds; `undefined` for a body
 * that names none, or one of another channel.
 */
export function readDeliveryMessage(
  users: Pick<SealedUsers, "open">,
  { body }: Pick<SQSRecord, "body">,
  channel: string,
): DeliveryReference | undefined {
  const reference = readMessageBody(deliveryReferenceSchema, users, body);
  return reference?.channel === channel ? reference : undefined;
}

/** The message's attribute beside its body: the release before this one takes no field more in that. */
const marksAttribute = "addressMarks";

/**
 * The attributes of the queue message that names a delivery: the marks of the notification's addresses,
 * by which a function reads with one call whether they are suppressed.
 */
export function deliveryMessageAttributes(addressMarks: readonly string[]) {
  return addressMarks.length === 0
    ? undefined
    : { [marksAttribute]: { DataType: "String", StringValue: addressMarks.join(",") } };
}

/** The marks of the notification's addresses; `undefined` where the message does not say them. */
export function addressMarksIn({
  messageAttributes,
}: Partial<Pick<SQSRecord, "messageAttributes">>): readonly string[] | undefined {
  return messageAttributes?.[marksAttribute]?.stringValue?.split(",");
}
