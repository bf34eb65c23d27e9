import type { AddressKind, AddressReference } from "./address.ts";
import { everyAddress } from "./address.ts";
import type { Notification } from "./notification.ts";
import type { SuppressionStore } from "./ports/suppressions.ts";
import type { Identifiers } from "./ports/system.ts";
import type { Suppression, Suppressions } from "./suppression.ts";
import { addressHash } from "./suppression.ts";

/** What suppressing an address needs. */
export interface SuppressionDependencies {
  readonly suppressions: Pick<SuppressionStore, "suppress">;
  readonly identifiers: Pick<Identifiers, "fingerprint">;
}

/** Whether an address is suppressed. */
export function isSuppressed(
  { identifiers }: Pick<SuppressionDependencies, "identifiers">,
  known: Suppressions | undefined,
  kind: AddressKind,
  address: string,
): boolean {
  return known?.has(addressHash(identifiers, kind, address)) ?? false;
}

/**
 * Suppresses an address that a notification carries, unless it is suppressed already.
 *
 * @param index which of the notification's addresses of the kind it is.
 */
export async function suppressAddress(
  deps: SuppressionDependencies,
  notification: Notification,
  known: Suppressions | undefined,
  { kind, index }: AddressReference,
  suppression: Suppression,
): Promise<void> {
  const address = everyAddress(notification.addresses, kind)[index];
  if (address === undefined || isSuppressed(deps, known, kind, address)) {
    return;
  }
  const hash = addressHash(deps.identifiers, kind, address);
  await deps.suppressions.suppress(notification, hash, suppression);
}
