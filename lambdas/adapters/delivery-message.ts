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
