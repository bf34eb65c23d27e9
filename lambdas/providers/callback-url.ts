import * as z from "zod/mini";
import type { DeliveryReference } from "../core/delivery-reference.ts";
import { deliveryReferenceSchema } from "../core/delivery-reference.ts";
import { json } from "../core/json-text.ts";

/** Where callbacks arrive, below the API's URL: `/v1/receipts/<provider>`. */
export function callbackPath(provider: string): string {
  return `/v1/receipts/${provider}`;
}

/**
 * A URL for the receipts of one message, for a provider that is told where to call back with each
 * message. The delivery's ids are in the path, in base64url, so that the URL that the provider signs
 * is read back letter by letter whatever a user's id is made of.
 *
 * @param publicUrl where the API is, without a slash at the end.
 */
export function callbackUrl(
  publicUrl: string,
  provider: string,
  { userId, notificationId, channel }: DeliveryReference,
): string {
  const ids = Buffer.from(JSON.stringify([userId, notificationId, channel])).toString("base64url");
  return callbackUrlOf(publicUrl, provider, ids);
}

/** The same URL, from the ids as they stand in it. */
export function callbackUrlOf(publicUrl: string, provider: string, ids: string): string {
  return `${publicUrl}${callbackPath(provider)}/${ids}`;
}

/** The delivery whose ids end such a URL; `undefined` where they are not of `callbackUrl`'s making. */
export function referenceIn(ids: string): DeliveryReference | undefined {
  return idsSchema.safeParse(Buffer.from(ids, "base64url").toString()).data;
}

const idsSchema = json(
  z.pipe(
    z.pipe(
      z.tuple([z.string(), z.string(), z.string()]),
      z.transform(([userId, notificationId, channel]) => ({ userId, notificationId, channel })),
    ),
    deliveryReferenceSchema,
  ),
);
