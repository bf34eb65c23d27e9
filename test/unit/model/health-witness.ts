import type { HealthRecord } from "../../../lambdas/core/health-record.ts";
import { testHealthPolicy } from "../../support/in-memory/health.ts";
import type { Behavior } from "./behaviors.ts";
import type { Surroundings } from "./surroundings.ts";

/** Watches the health records: only failures make a provider count as down. */
export class HealthWitness {
  readonly #world: Pick<Surroundings, "broken">;
  readonly #failures = new Map<object, string[]>();

  constructor(world: Pick<Surroundings, "broken">) {
    this.#world = world;
  }

  responded(to: object, provider: string, { outcome }: Behavior): void {
    const isFailure =
      outcome === "hang" || outcome.kind === "unavailable" || outcome.kind === "unknown";
    if (isFailure) {
      this.#failures.set(to, [...(this.#failures.get(to) ?? []), provider]);
    }
  }

  written(by: object, next: HealthRecord, seen: HealthRecord | undefined): void {
    if (next.state !== "open" || seen?.state === "open") {
      return;
    }
    const failures = (this.#failures.get(by) ?? []).filter((id) => id === next.provider);
    if (failures.length < testHealthPolicy.failuresToOpen) {
      this.#world.broken(`${next.provider} counts as down after ${failures.length} failures`);
    }
  }
}
