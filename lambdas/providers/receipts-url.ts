import type { DeliveryReference } from "../core/delivery-reference.ts";

/**
 * Where a provider is to post what becomes of a message. The delivery's ids are in the path, in
 * base64url, so that the URL that the provider signs is read back letter by letter whatever a user's
 * id is made of.
 *
 * @param publicUrl where the API is, without a slash at the end.
 */
export function receiptsUrl(
  publicUrl: string,
  provider: string,
  { userId, notificationId, channel }: DeliveryReference,
): string {
  const ids = Buffer.from(JSON.stringify([userId, notificationId, channel])).toString("base64url");
  return `${publicUrl}/v1/receipts/${provider}/${ids}`;
}
