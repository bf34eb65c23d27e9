import type { AddressKind } from "./address.ts";
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

/** Whether the address of a kind that a notification carries is suppressed. */
export function isSuppressed(
  { identifiers }: Pick<SuppressionDependencies, "identifiers">,
  { addresses }: Notification,
  known: Suppressions | undefined,
  kind: AddressKind,
): boolean {
  const address = addresses[kind];
  if (known === undefined || address === undefined) {
    return false;
  }
  return known.has(addressHash(identifiers, kind, address));
}

/** Suppresses the address of a kind that a notification carries, unless it is suppressed already. */
export async function suppressAddress(
  deps: SuppressionDependencies,
  notification: Notification,
  known: Suppressions | undefined,
  kind: AddressKind,
  suppression: Suppression,
): Promise<void> {
  const address = notification.addresses[kind];
  if (address === undefined || isSuppressed(deps, notification, known, kind)) {
    return;
  }
  const hash = addressHash(deps.identifiers, kind, address);
  await deps.suppressions.suppress(notification, hash, suppression);
}
