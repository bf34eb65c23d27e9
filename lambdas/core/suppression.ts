import type { AddressKind } from "./address.ts";
import { addressFields } from "./address.ts";

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

/** A user's suppressed addresses, each by its hash. */
export type Suppressions = ReadonlyMap<string, Suppression>;

/**
 * Stands for an address in a user's suppressions: 43 characters of base64url. Where the case of an
 * address's letters does not matter, it does not change the hash.
 */
export function addressHash(
  { fingerprint }: { readonly fingerprint: (text: string) => string },
  kind: AddressKind,
  address: string,
): string {
  const { isCaseSensitive } = addressFields[kind];
  return fingerprint(`${kind}:${isCaseSensitive ? address : address.toLowerCase()}`);
}
