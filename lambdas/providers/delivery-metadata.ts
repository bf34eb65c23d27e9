import type { DeliveryReference } from "../core/delivery-reference.ts";
import { deliveryReferenceSchema } from "../core/delivery-reference.ts";
import { json } from "../core/json-text.ts";

/**
 * A delivery's ids as text that goes along with its message, for a provider that gives it back in
 * receipts: 232 ASCII characters at most.
 */
export function metadataOf({ userId, notificationId, channel }: DeliveryReference): string {
  return JSON.stringify({ userId, notificationId, channel });
}

/** The delivery that metadata name; `undefined` where they are not of `metadataOf`'s making. */
export function referenceIn(metadata: string | undefined): DeliveryReference | undefined {
  return metadataSchema.safeParse(metadata).data;
}

const metadataSchema = json(deliveryReferenceSchema);
