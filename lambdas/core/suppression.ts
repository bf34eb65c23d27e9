import type { Addresses, AddressKind } from "./address.ts";
import { addressFields, addressKinds, everyAddress } from "./address.ts";

/**
 * Why an address is no longer written to: mail to it bounced for good, its owner complained or said
 * STOP, or a provider refused it as one that will never work again.
 */
export const suppressionReasons = ["bounced", "complained", "refused"] as const;

export type SuppressionReason = (typeof suppressionReasons)[number];

/** What is kept of one suppressed address. */
export interface Suppression {
  readonly reason: SuppressionReason;
  /** The provider that said so. */
  readonly provider: string;
  readonly at: Date;
}

/** Suppressed addresses, each by its hash. */
export type Suppressions = ReadonlyMap<string, Suppression>;

/**
 * How long an address stays suppressed after it was last said to be, in seconds: five years, for which a
 * sender has to honor a request not to be called again in the United States.
 *
 * @see https://www.ecfr.gov/current/title-47/section-64.1200#p-64.1200(d)(6)
 */
export const suppressionKeptSeconds = 5 * 366 * 86_400;

/**
 * Stands for an address wherever Herald keeps something of the address itself: that it is suppressed,
 * how many messages it got. 43 characters of base64url. Where the case of an address's letters does not
 * matter, it does not change the hash.
 */
export function addressHash(
  { fingerprint }: { readonly fingerprint: (text: string) => string },
  kind: AddressKind,
  address: string,
): string {
  const { isCaseSensitive } = addressFields[kind];
  return fingerprint(`${kind}:${isCaseSensitive ? address : address.toLowerCase()}`);
}

/** The hashes of all addresses that a notification carries. */
export function addressHashesOf(
  identifiers: { readonly fingerprint: (text: string) => string },
  addresses: Addresses,
): readonly string[] {
  return addressKinds.flatMap((kind) =>
    everyAddress(addresses, kind).map((address) => addressHash(identifiers, kind, address)),
  );
}
