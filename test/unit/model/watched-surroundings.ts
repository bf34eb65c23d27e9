import type { PreferenceKind } from "../../../lambdas/core/preferences.ts";
import type { Configuration } from "./configuration.ts";
import { firstConfiguration } from "./configuration.ts";
import { DeliveryWitness } from "./delivery-witness.ts";
import { HealthWitness } from "./health-witness.ts";
import { IntakeWitness } from "./intake-witness.ts";
import type { QueuedMessage } from "./queue.ts";
import { Surroundings } from "./surroundings.ts";

/** Surroundings in which witnesses watch what the functions do. */
export class WatchedSurroundings extends Surroundings {
  readonly intake = new IntakeWitness(this);
  readonly deliveries = new DeliveryWitness(this, this.intake);
  readonly health = new HealthWitness(this);

  constructor() {
    super();
    this.intake.limitChanged(firstConfiguration.responsesPerHour);
  }

  protected override onDead(message: QueuedMessage): void {
    this.deliveries.diedInQueue(message);
  }

  configure(changes: Partial<Configuration>): void {
    this.configuration = { ...this.configuration, ...changes };
    this.intake.limitChanged(this.configuration.responsesPerHour);
  }

  /** A user turns a category or a channel on or off, or a caller does. */
  async prefer(userId: string, kind: PreferenceKind, name: string, isOn: boolean): Promise<void> {
    const stamp = { since: this.time.now(), by: "link" } as const;
    await this.store.setPreferences(userId, { [kind]: { [name]: isOn } }, stamp);
    this.deliveries.preferred(userId, name, isOn);
  }

  /**
   * Removes a user's records and files; what was counted for the throttle stays. What is registered in the same
   * millisecond was before it.
   */
  async erase(userId: string): Promise<void> {
    const at = this.time.now();
    this.intake.erased(userId);
    this.deliveries.preferredNothing(userId);
    const counters = [...this.store.counters];
    await this.store.removeAll(userId, at);
    await this.files.removeAll(userId, { registeredUntil: at });
    this.time.advance(1);
    for (const [key, count] of counters) {
      this.store.counters.set(key, count);
    }
  }

  /** Everything works again. */
  heal(): void {
    this.behaviors.clear();
    this.outages.clear();
    this.configure(firstConfiguration);
  }
}
