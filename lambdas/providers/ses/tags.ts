import type { DeliveryReference } from "../../core/delivery-reference.ts";
import { deliveryReferenceSchema } from "../../core/delivery-reference.ts";

/**
 * A delivery's ids as tags of its message, which its receipts bring back. Tags hold only
 * `[A-Za-z0-9_-]`, so the user's id is in base64url of its UTF-8: 128 characters make 171, of the 256
 * that a tag holds.
 *
 * https://docs.aws.amazon.com/ses/latest/APIReference/API_MessageTag.html
 */
export function tagsOf({ userId, notificationId, channel }: DeliveryReference) {
  return { notificationId, channel, userId: Buffer.from(userId).toString("base64url") };
}

/** The delivery that an event's tags name; `undefined` where they are not of `tagsOf`'s making. */
export function referenceIn(
  tags: Readonly<Record<string, readonly string[]>> = {},
): DeliveryReference | undefined {
  const [userId = ""] = tags["userId"] ?? [];
  return deliveryReferenceSchema.safeParse({
    userId: Buffer.from(userId, "base64url").toString(),
    notificationId: tags["notificationId"]?.[0],
    channel: tags["channel"]?.[0],
  }).data;
}
