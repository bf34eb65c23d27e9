import type { NotificationHistory } from "./ports/history.ts";
import type { SuppressionStore } from "./ports/suppressions.ts";
import type { Identifiers } from "./ports/system.ts";
import type { Suppressions } from "./suppression.ts";
import { addressHashesOf } from "./suppression.ts";

/** What listing suppressions needs. */
export interface ListSuppressionsDependencies {
  readonly history: Pick<NotificationHistory, "list">;
  readonly suppressions: Pick<SuppressionStore, "listSuppressions">;
  readonly identifiers: Pick<Identifiers, "fingerprint">;
}

/** The user's latest notifications, whose addresses are looked at. */
const notificationsLookedAt = 25;

/**
 * A user's suppressed addresses: those that became so as the user's, and those among the addresses of
 * the user's latest notifications that became so as another's.
 */
export async function listSuppressions(
  { history, suppressions, identifiers }: ListSuppressionsDependencies,
  userId: string,
): Promise<Suppressions> {
  const { notifications } = await history.list(userId, { limit: notificationsLookedAt });
  const hashes = notifications.flatMap(({ notification: { addresses } }) =>
    addressHashesOf(identifiers, addresses),
  );
  return suppressions.listSuppressions(userId, [...new Set(hashes)]);
}
