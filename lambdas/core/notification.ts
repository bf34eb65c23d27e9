import * as z from "zod/mini";
import type { AddressKind } from "./address.ts";
import { addressAttributes, addressesIn, addressesSchema, addressKinds } from "./address.ts";
import { column, storedTime } from "./fields.ts";
import { notificationFields } from "./notification-fields.ts";
import { smsSizeSchema } from "./sms-size.ts";
import type { Submission } from "./submission.ts";
import type { Words } from "./words.ts";

const addressMask = Object.fromEntries(addressKinds.map((kind) => [kind, true])) as Record<
  AddressKind,
  true
>;

/**
 * The inbox record: what a caller asked to be said to one user. Decoding takes a notification as it
 * is stored, ignoring what it does not know; encoding makes the stored form again. What is stored of
 * each field is in `notificationFields`.
 */
export const notificationSchema = z.readonly(
  z.object({
    /** A ULID: sorts by the time of registration. */
    id: z.string(),
    ...z.omit(z.object(column(notificationFields, "stored")), addressMask).shape,
    registeredAt: storedTime,
    /** Who sent it; absent from what was stored before callers had names. */
    caller: z.optional(z.string()),
    /** The caller's trace, of the request's `traceparent`. */
    traceId: z.optional(z.string()),
    addresses: addressesSchema,
    /** Absent where no channel of it can send to a phone number, and from older ones. */
    sms: z.optional(smsSizeSchema),
  }),
);

/** A notification: immutable once accepted. */
export type Notification = z.output<typeof notificationSchema>;

/** What the first call settles for a submission. */
export interface Settlement {
  readonly notificationId: string;
  readonly registeredAt: Date;
  /** The channels that were chosen. */
  readonly channels: readonly string[];
}

/** The notification that a caller's submission becomes, with the words that it comes to. */
export function notificationOf(
  submission: Submission,
  words: Words,
  { notificationId: id, registeredAt, channels }: Settlement,
  caller: string,
): Notification {
  const { template: _, attachments: __, ...given } = submission;
  return z.decode(notificationSchema, {
    ...given,
    ...words,
    id,
    addresses: submission,
    registeredAt: registeredAt.toISOString(),
    caller,
    channels,
  });
}

/** A notification as the attributes of its record: there, its addresses are `addressAttributes`. */
export function toAttributes(notification: Notification) {
  const { id: notificationId, addresses, ...fields } = z.encode(notificationSchema, notification);
  return { ...fields, ...addressAttributes(addresses), notificationId };
}

/**
 * The notification that a record holds. Attributes that are unknown are ignored.
 *
 * @throws z.core.$ZodError when a required attribute is missing or of another type.
 */
export function fromAttributes(attributes: Readonly<Record<string, unknown>>): Notification {
  return z.parse(notificationSchema, {
    ...attributes,
    id: attributes["notificationId"],
    addresses: addressesIn(attributes),
  });
}

/** Whether the message is of no more use to the user. */
export function hasExpired({ expiresAt }: Pick<Notification, "expiresAt">, now: Date): boolean {
  return expiresAt !== undefined && expiresAt <= now;
}
