import { createHash } from "node:crypto";
import { decodeTime } from "ulid";
import type { DeliveryReference } from "../../core/delivery-reference.ts";
import type { ProviderMessage } from "../../core/provider.ts";

/**
 * The webhook's id: the same for every attempt of a delivery, so that the receiver can tell a repeat. It
 * tells nothing of the user: the notification's id, which is random, is hashed along with the user's.
 */
export function webhookIdOf({ userId, notificationId, channel }: DeliveryReference): string {
  const ids = JSON.stringify([userId, notificationId, channel]);
  return `msg_${createHash("sha256").update(ids).digest("base64url").slice(0, 32)}`;
}

/** The body, the same for every attempt as well: its time is that at which the notification was accepted. */
export function webhookBodyOf(message: ProviderMessage): string {
  const { notificationId, userId, channel, subject, text, expiresAt } = message;
  return JSON.stringify({
    type: "notification.message",
    timestamp: new Date(decodeTime(notificationId)).toISOString(),
    data: { notificationId, userId, channel, subject, message: text, expiresAt },
  });
}
