import type { AddressHashing } from "../core/ports/system.ts";
import type { Suppression, Suppressions } from "../core/suppression.ts";
import { suppressionKeptSeconds } from "../core/suppression.ts";
import type { Item } from "./dynamodb-items.ts";

/** The key of what is kept of a suppressed address, under a partition key of its own. */
export function suppressedAddressKey(addressMark: string): Item {
  const id = `suppressed#${addressMark}`;
  return { userId: id, recordId: id };
}

/** The items that say which addresses are suppressed. */
export interface SuppressionItems {
  /** The user's own, if there is one. */
  readonly ofUser: Item | undefined;
  /** Those of addresses, by the addresses' hashes. */
  readonly ofAddresses: ReadonlyMap<string, Item>;
}

/** Finds addresses' own items among items that were read, by the addresses' hashes. */
export function itemsOfAddresses(
  items: readonly Item[],
  addressHashes: readonly string[],
  { addressMark }: Pick<AddressHashing, "addressMark">,
): ReadonlyMap<string, Item> {
  const known = new Map(items.map((item) => [item["recordId"], item]));
  return new Map(
    addressHashes.flatMap((hash) => {
      const item = known.get(suppressedAddressKey(addressMark(hash))["recordId"]);
      return item === undefined ? [] : [[hash, item] as const];
    }),
  );
}

/**
 * The suppressions that hold. An address's item says it for every user; a user's item says it for that
 * user, as releases before this one wrote it, unless the address was lifted since.
 */
export function suppressionsIn(
  { ofUser = {}, ofAddresses }: SuppressionItems,
  now: Date,
): Suppressions {
  const since = new Date(now.getTime() - suppressionKeptSeconds * 1000);
  const entries = Object.entries(ofUser).flatMap(readEntry);
  const known = new Map<string, Suppression>(entries.filter(([, { at }]) => at > since));
  for (const [hash, { suppression, liftedAt, expiresAtEpoch }] of ofAddresses) {
    const ofThisUser = known.get(hash);
    if (liftedAt !== undefined && ofThisUser && ofThisUser.at <= new Date(liftedAt)) {
      known.delete(hash);
    }
    if (suppression !== undefined && expiresAtEpoch > Math.floor(now.getTime() / 1000)) {
      known.set(hash, read(suppression));
    }
  }
  return known;
}

/** A user's item holds its key, and when addresses were lifted, beside the suppressions. */
function readEntry([hash, kept]: [string, Item[string]]): [string, Suppression][] {
  return typeof kept?.at === "string" ? [[hash, read(kept)]] : [];
}

function read({ reason, provider, at }: Item): Suppression {
  return { reason, provider, at: new Date(at) };
}
