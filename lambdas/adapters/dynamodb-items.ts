import type { NativeAttributeValue } from "@aws-sdk/lib-dynamodb";
import type { Delivery } from "../core/delivery.ts";
import type { DeliveryReference } from "../core/delivery-reference.ts";
import type { Notification } from "../core/notification.ts";
import { fromAttributes, toAttributes } from "../core/notification.ts";
import { DependencyUnavailable } from "../core/ports/unavailable.ts";
import type { RecordKind } from "../core/ports/user-records.ts";

/** An item of a table: times are ISO 8601 strings, so that a person can read it. */
export type Item = Record<string, NativeAttributeValue>;

const prefix = "notification#";

/** The sort key of an inbox record. */
export function notificationRecordId(notificationId: string): string {
  return `${prefix}${notificationId}`;
}

/** The sort key of an outbox record: right after its inbox record's. */
export function deliveryRecordId({
  notificationId,
  channel,
}: Pick<DeliveryReference, "notificationId" | "channel">): string {
  return `${prefix}${notificationId}#${channel}`;
}

/** Whether an item is an inbox record; the other items under a notification are deliveries. */
export function isNotificationItem({ recordId }: Item): boolean {
  return recordKindOf(recordId) === "notification";
}

/** The id of the notification that an inbox record is of, by its sort key. */
export function notificationIdOf({ recordId }: Item): string {
  return recordId.slice(prefix.length);
}

/** The sort key of a user's suppressions: one item, with one attribute for each address's hash. */
export const suppressionsRecordId = "suppressions";

const throttlePrefix = "throttle#";

/** The sort key of a user's counter of a throttle window. */
export function throttleRecordId(window: string): string {
  return `${throttlePrefix}${window}`;
}

/** What a record is, by its sort key. */
export function recordKindOf(recordId: string): RecordKind {
  if (recordId.startsWith(prefix)) {
    return recordId.includes("#", prefix.length) ? "delivery" : "notification";
  }
  if (recordId.startsWith(throttlePrefix)) {
    return "throttle-counter";
  }
  return recordId === suppressionsRecordId ? "suppressions" : "other";
}

/** DynamoDB's TTL attribute: seconds since 1970 after which an item may be removed. */
export function expiresAtEpoch(writtenAt: Date, retentionDays: number): number {
  return Math.floor(writtenAt.getTime() / 1000) + retentionDays * 86_400;
}

/**
 * Whether an item is a record within its retention: TTL may take days to remove one that is not. What
 * stands in the place of an erased record is none.
 */
export function isKept(item: Item, now: Date): boolean {
  return !isTombstone(item) && item["expiresAtEpoch"] > Math.floor(now.getTime() / 1000);
}

/** Whether an item stands in the place of an erased record. */
export function isTombstone(item: Item): boolean {
  return item["erasedAt"] !== undefined;
}

/**
 * The version of the records that this release writes and reads. A record says it, as
 * `recordVersion`, from version 2 on; one that says nothing is of version 1. Attributes that a release
 * does not know are ignored, so only a change that older releases would get wrong needs a new version.
 */
const knownVersion = 2;

/**
 * What a notification has to say for version 2: a release that knows none of it would send a mail without its
 * files, other words, or what the user has unsubscribed from.
 */
const fieldsOfVersion2 = [
  "html",
  "replyTo",
  "headers",
  "attachments",
  "category",
  "content",
] as const satisfies readonly (keyof Notification)[];

/** @throws DependencyUnavailable where only a newer release can read the item. */
function ofKnownVersion(item: Item): Item {
  if ((item["recordVersion"] ?? 1) > knownVersion) {
    throw new DependencyUnavailable("DynamoDB", new Error("a newer release wrote the record"));
  }
  return item;
}

/** An inbox record as an item. */
export function toNotificationItem(notification: Notification, expiresAt: number): Item {
  return {
    ...toAttributes(notification),
    ...(fieldsOfVersion2.some((field) => notification[field] !== undefined) && {
      recordVersion: 2,
    }),
    recordId: notificationRecordId(notification.id),
    expiresAtEpoch: expiresAt,
  };
}

/**
 * An inbox record read back.
 *
 * @throws DependencyUnavailable where only a newer release can read it.
 */
export function fromNotificationItem(item: Item): Notification {
  return fromAttributes(ofKnownVersion(item));
}

/** An outbox record as an item. */
export function toDeliveryItem(delivery: Delivery, expiresAt: number): Item {
  return {
    ...delivery,
    recordId: deliveryRecordId(delivery),
    leaseUntil: delivery.leaseUntil.toISOString(),
    updatedAt: delivery.updatedAt.toISOString(),
    sentAt: delivery.sentAt?.toISOString(),
    deliveredAt: delivery.deliveredAt?.toISOString(),
    nextAttemptAt: delivery.nextAttemptAt?.toISOString(),
    roundSince: delivery.roundSince?.toISOString(),
    trail: delivery.trail.map(withText),
    passedOver: delivery.passedOver?.map(withText),
    interventions: delivery.interventions?.map(withText),
    receipts: delivery.receipts?.map(withText),
    expiresAtEpoch: expiresAt,
  };
}

/**
 * An outbox record read back. What is not known of it stays in it, and is written again.
 *
 * @throws DependencyUnavailable where only a newer release can read it.
 */
export function fromDeliveryItem(item: Item): Delivery {
  const { recordId: _, expiresAtEpoch: __, ...record } = ofKnownVersion(item);
  return {
    ...(record as Delivery),
    leaseUntil: new Date(item["leaseUntil"]),
    updatedAt: new Date(item["updatedAt"]),
    ...dateOf(item, "sentAt"),
    ...dateOf(item, "deliveredAt"),
    ...dateOf(item, "nextAttemptAt"),
    ...dateOf(item, "roundSince"),
    trail: item["trail"].map(withDate),
    ...(item["passedOver"] && { passedOver: item["passedOver"].map(withDate) }),
    ...(item["interventions"] && { interventions: item["interventions"].map(withDate) }),
    ...(item["receipts"] && { receipts: item["receipts"].map(withDate) }),
  };
}

function withText<Entry extends { readonly at: Date }>(entry: Entry) {
  return { ...entry, at: entry.at.toISOString() };
}

function withDate<Entry extends { readonly at: string }>(entry: Entry) {
  return { ...entry, at: new Date(entry.at) };
}

function dateOf<Name extends string>(item: Item, name: Name): { [N in Name]?: Date } {
  return item[name] === undefined
    ? {}
    : ({ [name]: new Date(item[name]) } as { [N in Name]: Date });
}
