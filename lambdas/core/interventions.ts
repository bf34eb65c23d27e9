import type { Clock, DeliveryStore, Identifiers, NotificationHistory } from "./ports.ts";

/** What a caller's change to deliveries needs. */
export interface InterventionDependencies {
  readonly history: Pick<NotificationHistory, "find">;
  readonly deliveries: Pick<DeliveryStore, "write">;
  readonly identifiers: Pick<Identifiers, "leaseToken">;
  readonly clock: Clock;
}
