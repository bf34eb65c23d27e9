import type { DeliveryReference } from "../core/delivery-reference.ts";
import { deliveryReferenceSchema } from "../core/delivery-reference.ts";

/**
 * A delivery's ids as tags of its message, which its receipts bring back: for services whose tags hold
 * few characters. The user's id is in base64url of its UTF-8: 128 characters make 171 of `[A-Za-z0-9_-]`.
 *
 * https://docs.aws.amazon.com/ses/latest/APIReference/API_MessageTag.html allows 256 of these
 */
export function tagsOf({ userId, notificationId, channel }: DeliveryReference) {
  return { notificationId, channel, userId: Buffer.from(userId).toString("base64url") };
}

/** The delivery that a message's tags name; `undefined` where they are not of `tagsOf`'s making. */
export function referenceIn(
  tags: Readonly<Record<string, string | undefined>>,
): DeliveryReference | undefined {
  return deliveryReferenceSchema.safeParse({
    ...tags,
    userId: Buffer.from(tags["userId"] ?? "", "base64url").toString(),
  }).data;
}
