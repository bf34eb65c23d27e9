import * as z from "zod/mini";
import { channelNamePattern } from "./channel.ts";

/** A character of a user id, and one that is no dot. */
const [any, other] = ["[A-Za-z0-9._~@:|+=-]", "[A-Za-z0-9_~@:|+=-]"];

/**
 * A user id: 1 to 128 characters that need no escaping to be readable in a URL or a console. `.` and
 * `..` are not among them: in a path they are no names, so that no URL reaches such a user's records.
 * The document has this pattern, and not every language's patterns can look ahead.
 *
 * @see https://www.rfc-editor.org/rfc/rfc3986#section-5.2.4
 */
export const userIdPattern = new RegExp(
  `^(?:${other}${any}{0,127}|\\.${other}${any}{0,126}|\\.\\.${any}{1,126})$`,
);

/** What a caller is told of text that is no user id. */
export const userIdDetail =
  "must be 1 to 128 letters, digits or . _ ~ @ : | + = - and neither . nor ..";

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
