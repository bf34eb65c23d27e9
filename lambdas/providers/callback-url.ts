import * as z from "zod/mini";
import type { DeliveryReference } from "../core/delivery-reference.ts";
import { deliveryReferenceSchema } from "../core/delivery-reference.ts";
import { json } from "../core/json-text.ts";
import type { ProviderMessage } from "../core/provider.ts";
import type { Callback } from "./callback.ts";

/**
 * The query's parameter that names the account of which a callback is, where it is not the provider
 * itself: `?account=twilio-otp`. The account's settings hold the key that the callback is checked with.
 */
export const accountParameter = "account";

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
  {
    userId,
    notificationId,
    channel,
    account,
  }: Pick<ProviderMessage, keyof DeliveryReference | "account">,
): string {
  const ids = Buffer.from(JSON.stringify([userId, notificationId, channel])).toString("base64url");
  return callbackUrlOf(publicUrl, provider, { ids, account });
}

/** The same URL, from the ids as they stand in it, and the account that it names. */
export function callbackUrlOf(
  publicUrl: string,
  provider: string,
  { ids, account }: Pick<Callback, "ids" | "account">,
): string {
  const url = `${publicUrl}${callbackPath(provider)}/${ids}`;
  return account === undefined || account === provider
    ? url
    : `${url}?${accountParameter}=${account}`;
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
