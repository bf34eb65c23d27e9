import type { SQSRecord } from "aws-lambda";
import * as z from "zod/mini";
import type { DeliveryReference } from "../core/delivery-reference.ts";
import { deliveryReferenceSchema } from "../core/delivery-reference.ts";
import { json } from "../core/json-text.ts";

const bodySchema = json(z.strictObject(deliveryReferenceSchema.shape));

/** The body of the queue message that names a delivery: its ids as JSON, and nothing else. */
export function deliveryMessageBody(reference: DeliveryReference): string {
  return JSON.stringify(reference);
}

/**
 * The delivery that a message of a channel's queue names; `undefined` for a body that names none, or
 * one of another channel.
 */
export function readDeliveryMessage(
  { body }: Pick<SQSRecord, "body">,
  channel: string,
): DeliveryReference | undefined {
  const result = bodySchema.safeParse(body);
  return result.success && result.data.channel === channel ? result.data : undefined;
}
