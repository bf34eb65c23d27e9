import { createHash } from "node:crypto";
import type { DeliveryReference } from "../../core/delivery-reference.ts";

/**
 * Stands for a delivery in its message's `client_ref`, which receipts bring back. A receipt's signature
 * is over its body and not over its URL, so that this binds the ids in the URL to it. The ids themselves
 * may be longer than the 100 characters that there are.
 */
export function clientRefOf({ userId, notificationId, channel }: DeliveryReference): string {
  const ids = JSON.stringify([userId, notificationId, channel]);
  return createHash("sha256").update(ids).digest("base64url");
}
