import type { HealthRecord } from "../../../lambdas/core/health-record.ts";
import type { HealthStore } from "../../../lambdas/core/ports/records.ts";
import type { Clock } from "../../../lambdas/core/ports/system.ts";
import type { HealthPolicy } from "../../../lambdas/core/provider-health.ts";
import { ProviderHealth } from "../../../lambdas/core/provider-health.ts";

/** Health records in memory; the contract suite proves that they behave like DynamoDB's. */
export class InMemoryHealth implements HealthStore {
  readonly records = new Map<string, HealthRecord>();
  reads = 0;

  async read(providers: readonly string[]): Promise<readonly HealthRecord[]> {
    this.reads += 1;
    return providers.flatMap((provider) => this.records.get(provider) ?? []);
  }

  async write(next: HealthRecord, seen: HealthRecord | undefined): Promise<boolean> {
    const current = this.records.get(next.provider);
    const isAsSeen =
      current?.state === seen?.state && current?.openUntil.getTime() === seen?.openUntil.getTime();
    if (isAsSeen) {
      this.records.set(next.provider, next);
    }
    return isAsSeen;
  }
}

export const testHealthPolicy: HealthPolicy = {
  failuresToOpen: 3,
  openSeconds: 30,
  longestOpenSeconds: 600,
};

/** The records as one function sees them. */
export function healthOver(store: HealthStore, clock: Clock): ProviderHealth {
  return new ProviderHealth({ store, clock, policy: testHealthPolicy });
}
