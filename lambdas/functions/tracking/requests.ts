import * as z from "zod/mini";
import { pathParameters } from "../../api/request-parameters.ts";
import { channelNamePattern } from "../../core/channel.ts";
import { deliveryStatuses } from "../../core/delivery.ts";
import { notificationIdPattern } from "../../core/delivery-reference.ts";

/** Notifications on a page unless asked otherwise, and at most. */
export const pageSize = { default: 25, maximum: 100 } as const;

/** A moment with its zone; what is finer than a millisecond is cut off. */
const moment = z.pipe(
  z.iso.datetime({
    offset: true,
    error: "must be a date and time with a zone such as 2026-12-01T12:00:00Z",
  }),
  z.transform((text: string) => new Date(text)),
);

const limit = z.pipe(
  z._default(
    z.string().check(z.regex(/^\d{1,4}$/, "must be a whole number")),
    String(pageSize.default),
  ),
  z.pipe(
    z.transform((text: string) => Number(text)),
    z
      .number()
      .check(
        z.gte(1, "must be at least 1"),
        z.lte(pageSize.maximum, `must be at most ${pageSize.maximum}`),
      ),
  ),
);

const cursor = z.pipe(
  z.pipe(
    z.string(),
    z.transform((text) => Buffer.from(text, "base64url").toString()),
  ),
  z.string().check(z.regex(notificationIdPattern, "is not a cursor of this API")),
);

/** The parameters of a list. */
export const listParameters = z.strictObject({
  userId: pathParameters.userId,
  limit,
  cursor: z.optional(cursor),
  channel: z.optional(z.string().check(z.regex(channelNamePattern, "is not a channel's name"))),
  status: z.optional(z.enum(deliveryStatuses, `must be one of ${deliveryStatuses.join(", ")}`)),
  from: z.optional(moment),
  to: z.optional(moment),
});

/** The parameters of a look-up of one notification. */
export const findParameters = z.strictObject({
  userId: pathParameters.userId,
  notificationId: pathParameters.notificationId,
});

/** The cursor that goes on after a notification. */
export function cursorAfter(id: string): string {
  return Buffer.from(id).toString("base64url");
}
