import type { NotificationHistory } from "./ports/history.ts";
import type { DeliveryStore } from "./ports/records.ts";
import type { Clock, Identifiers } from "./ports/system.ts";

/** What a caller's change to deliveries needs. */
export interface InterventionDependencies {
  readonly history: Pick<NotificationHistory, "find">;
  readonly deliveries: Pick<DeliveryStore, "write">;
  readonly identifiers: Pick<Identifiers, "leaseToken">;
  readonly clock: Clock;
}
