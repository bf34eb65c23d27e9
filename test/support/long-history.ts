import { ulid } from "ulid";
import type { Delivery, DeliveryStatus } from "../../lambdas/core/delivery.ts";
import { trailLimit } from "../../lambdas/core/delivery.ts";
import { messageLimit } from "../../lambdas/core/message-fields.ts";
import type { Notification } from "../../lambdas/core/notification.ts";
import type { DeliveryStore, NotificationStore } from "../../lambdas/core/ports/records.ts";
import { deliveryOf, notificationOf } from "./records.ts";

/** Notifications in a history of long ones: as many as the largest page has. */
export const historyLength = 100;

/** Bytes that Lambda takes of a function's whole response. */
export const lambdaLimitBytes = 6_000_000;

const lastError = "twilio unavailable: connection-reset";

/** Texts as long as a message may be, by what makes them long in a response. */
export const longTexts = {
  "3 bytes a character": "語".repeat(messageLimit),
  "4 bytes a character": "🚚".repeat(messageLimit),
  "escaped twice": '"\\'.repeat(messageLimit / 2),
  "escaped as code points": "x\u0001".repeat(messageLimit / 2),
} as const;

/** One long notification with full records of its deliveries: one each for `sms` and `email`. */
export function longNotification(
  userId: string,
  message: string,
  at: Date,
  status: DeliveryStatus,
): { notification: Notification; deliveries: readonly Delivery[] } {
  const notificationId = ulid(at.getTime());
  const changes = { message, subject: "語".repeat(200), registeredAt: at };
  const notification = notificationOf({ userId, notificationId }, changes);
  const deliveries = notification.channels.map((channel) =>
    fullDelivery({ userId, notificationId, channel }, at, channel === "sms" ? status : "sent"),
  );
  return { notification, deliveries };
}

function fullDelivery(
  reference: { userId: string; notificationId: string; channel: string },
  at: Date,
  status: DeliveryStatus,
): Delivery {
  const call = { at, provider: "twilio", outcome: "unavailable", ms: 3_000 } as const;
  return deliveryOf(reference, {
    status,
    updatedAt: at,
    sentAt: at,
    deliveredAt: at,
    nextAttemptAt: at,
    provider: "twilio",
    providerMessageId: "x".repeat(512),
    lastError,
    trail: Array.from({ length: trailLimit }, () => ({ ...call, code: "connection-reset" })),
    receipts: Array.from({ length: 5 }, () => ({ at, result: "delivered", code: "x".repeat(64) })),
  });
}

/**
 * Stores a history of long notifications, one a minute until now; every third has failed on `sms`.
 *
 * @returns the ids, newest first, and of those that have failed.
 */
export async function storeLongHistory(
  store: NotificationStore & Pick<DeliveryStore, "write">,
  userId: string,
  message: string,
): Promise<{ readonly all: readonly string[]; readonly failed: readonly string[] }> {
  const ids: { all: string[]; failed: string[] } = { all: [], failed: [] };
  const end = Date.now();
  for (let index = 0; index < historyLength; index += 1) {
    const isFailed = index % 3 === 0;
    const at = new Date(end - index * 60_000);
    const status = isFailed ? "failed" : "delivered";
    const { notification, deliveries } = longNotification(userId, message, at, status);
    await store.add(notification, new Date());
    await Promise.all(deliveries.map((delivery) => store.write(delivery, new Date())));
    ids.all.push(notification.id);
    if (isFailed) {
      ids.failed.push(notification.id);
    }
  }
  return ids;
}

/** What the pages of one list held. */
export interface ReadPages {
  readonly ids: readonly string[];
  /** How many notifications each page had. */
  readonly sizes: readonly number[];
  /** Bytes of the largest response. */
  readonly maxBytes: number;
}

/** Reads a list to its end, as callers do. */
export async function readPages(
  get: (cursor: string | undefined) => Promise<{ readonly body: string }>,
): Promise<ReadPages> {
  const ids: string[] = [];
  const sizes: number[] = [];
  let maxBytes = 0;
  let cursor: string | undefined;
  do {
    const response = await get(cursor);
    const page = JSON.parse(response.body);
    maxBytes = Math.max(maxBytes, Buffer.byteLength(JSON.stringify(response)));
    sizes.push(page.notifications.length);
    ids.push(...page.notifications.map(({ id }: { id: string }) => id));
    cursor = page.nextCursor;
  } while (cursor !== undefined && sizes.length <= 10 * historyLength);
  return { ids, sizes, maxBytes };
}
