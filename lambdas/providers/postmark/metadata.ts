import * as z from "zod/mini";
import type { DeliveryReference } from "../../core/delivery-reference.ts";
import { deliveryReferenceSchema } from "../../core/delivery-reference.ts";

/** The longest that a value may be, in characters. */
const maxValueLength = 80;

/**
 * A delivery's ids as its message's metadata, which webhooks bring back. A user's id may have 128
 * characters, so it stands in two values. Names are in lower case, as Postmark tells none apart by
 * case: at most 10 of at most 20 characters.
 *
 * https://postmarkapp.com/support/article/1125-custom-metadata-faq
 */
export function metadataOf({ userId, notificationId, channel }: DeliveryReference) {
  const rest = userId.slice(maxValueLength);
  return {
    notification: notificationId,
    channel,
    user: userId.slice(0, maxValueLength),
    ...(rest !== "" && { user_rest: rest }),
  };
}

/** The delivery that metadata name; `undefined` where they are not of `metadataOf`'s making. */
export function referenceIn(metadata: unknown): DeliveryReference | undefined {
  return metadataSchema.safeParse(metadata).data;
}

const metadataSchema = z.pipe(
  z.pipe(
    z.object({
      notification: z.string(),
      channel: z.string(),
      user: z.string(),
      user_rest: z._default(z.string(), ""),
    }),
    z.transform(({ notification: notificationId, channel, user, user_rest }) => ({
      userId: user + user_rest,
      notificationId,
      channel,
    })),
  ),
  deliveryReferenceSchema,
);
