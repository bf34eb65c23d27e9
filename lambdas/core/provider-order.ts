import type { ProviderOrder } from "./channel.ts";
import type { DeliveryReference } from "./delivery-reference.ts";
import type { ListedProvider } from "./ports/configuration.ts";
import type { Identifiers } from "./ports/system.ts";

/**
 * A channel's providers in the order in which a delivery tries them. By weight, a provider comes first for
 * the part of the deliveries that its weight is of all weights, and the others follow as if it were not
 * there; one of weight 0 comes last. Providers without weights have the same one.
 *
 * The draw is made of the delivery's ids, so that each of its attempts makes the same one, and a weight
 * that changes moves no more deliveries than it has to.
 *
 * @see https://doi.org/10.1016/j.ipl.2005.11.003, weighted random sampling: the key is u^(1/w)
 */
export function inOrder(
  { fingerprint }: Pick<Identifiers, "fingerprint">,
  providers: readonly ListedProvider[],
  order: ProviderOrder,
  { userId, notificationId, channel }: DeliveryReference,
): readonly ListedProvider[] {
  if (order === "listed") {
    return providers;
  }
  const placeOf = ({ id, weight = 1 }: ListedProvider) => {
    const drawn = part(fingerprint(JSON.stringify([userId, notificationId, channel, id])));
    return drawn ** (1 / weight);
  };
  return providers
    .map((provider) => ({ provider, place: placeOf(provider) }))
    .toSorted((one, other) => other.place - one.place)
    .map(({ provider }) => provider);
}

/** A number between 0 and 1, of the first 48 bits of a fingerprint. */
function part(fingerprint: string): number {
  const bits = Buffer.from(fingerprint, "base64url").readUIntBE(0, 6);
  return (bits + 0.5) / 2 ** 48;
}
