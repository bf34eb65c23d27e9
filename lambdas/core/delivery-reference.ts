import * as z from "zod/mini";
import { channelNamePattern } from "./channel.ts";

/** A user id: 1 to 128 characters that need no escaping to be readable in a URL or a console. */
export const userIdPattern = /^[A-Za-z0-9._~@:|+=-]{1,128}$/;

/** A notification's id: a ULID. */
export const notificationIdPattern = /^[0-9A-HJKMNP-TV-Z]{26}$/;

/** A delivery's ids as they come back from a queue or from a provider. */
export const deliveryReferenceSchema = z.object({
  userId: z.string().check(z.regex(userIdPattern)),
  notificationId: z.string().check(z.regex(notificationIdPattern)),
  channel: z.string().check(z.regex(channelNamePattern)),
});

/** The ids that name one delivery; all that a queue message holds. */
export type DeliveryReference = Readonly<z.infer<typeof deliveryReferenceSchema>>;
