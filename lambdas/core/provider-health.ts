import type { HealthRecord } from "./health-record.ts";
import type { Outcome } from "./outcome.ts";
import type { ListedProvider } from "./ports/configuration.ts";
import type { HealthStore } from "./ports/records.ts";
import type { Clock } from "./ports/system.ts";
import { DependencyUnavailable } from "./ports/unavailable.ts";

/** When a provider counts as down, and for how long. */
export interface HealthPolicy {
  /** Failures in a row, in one function, that open it. */
  readonly failuresToOpen: number;
  /** How long it stays open the first time; each further time twice as long. */
  readonly openSeconds: number;
  readonly longestOpenSeconds: number;
}

/** Whether a provider is called: as usual, as the one probe after its open time, or not now. */
export type Admission = "closed" | "probe" | "open";

type FailedOutcome = Exclude<Outcome, { kind: "accepted" | "refused" }>;

/** How long records are trusted before they are read again, in milliseconds. */
export const healthCacheMs = 3_000;

/**
 * How often one function writes at most that a provider is misconfigured, in milliseconds: one that takes
 * every second message, as for a country that it may not send to, would be written with each.
 */
const misconfiguredEveryMs = 60_000;

/** The code of a provider without settings. */
export const noSettingsCode = "no-settings";

/** What judging providers needs. */
export interface HealthDependencies {
  readonly store: HealthStore;
  readonly clock: Clock;
  readonly policy: HealthPolicy;
}

/**
 * One function's view of the providers' health. When the records cannot be read or
 * written, providers are called rather than passed over.
 */
export class ProviderHealth {
  readonly #deps: HealthDependencies;
  #records = new Map<string, HealthRecord>();
  #trustedUntil = 0;
  readonly #failuresInARow = new Map<string, number>();
  readonly #misconfiguredAt = new Map<string, number>();

  constructor(deps: HealthDependencies) {
    this.#deps = deps;
  }

  /**
   * Reads the records again if they are older than `healthCacheMs`. A provider whose settings have changed
   * is misconfigured no more; one that has none is.
   */
  async refresh(providers: readonly ListedProvider[]): Promise<void> {
    const now = this.#now();
    if (now < this.#trustedUntil) {
      return;
    }
    this.#trustedUntil = now + healthCacheMs;
    const records = await orElse([], this.#deps.store.read(providers.map(({ id }) => id)));
    this.#records = new Map(records.map((record) => [record.provider, record]));
    for (const provider of providers) {
      await this.#compareSettings(provider);
    }
  }

  /**
   * Whether a provider may be called now. When its open time is over, one caller among all
   * functions is elected to probe it, which must not take longer than `callMs`.
   */
  async admit(provider: string, callMs: number): Promise<Admission> {
    const seen = this.#records.get(provider);
    if (seen?.state !== "open") {
      return "closed";
    }
    if (seen.openUntil.getTime() > this.#now()) {
      return "open";
    }
    const probing = { ...seen, openUntil: new Date(this.#now() + callMs) };
    this.#records.set(provider, probing);
    const isElected = await orElse(true, this.#deps.store.write(probing, seen));
    return isElected ? "probe" : "open";
  }

  /**
   * Notes that a call failed, if that is the provider's fault or its configuration's; a transition is
   * written for all. One that is misconfigured responds, so it is not down.
   */
  async fails(listed: ListedProvider, admission: Admission, outcome: FailedOutcome): Promise<void> {
    const { id: provider } = listed;
    if (outcome.kind === "throttled") {
      return;
    }
    if (outcome.kind === "misconfigured") {
      await this.#misconfigure(listed, outcome.code);
      return;
    }
    const failures = (this.#failuresInARow.get(provider) ?? 0) + 1;
    this.#failuresInARow.set(provider, failures);
    const opens = admission === "probe" || failures >= this.#deps.policy.failuresToOpen;
    if (opens && admission !== "open") {
      await this.#open(provider, admission, outcome);
    }
  }

  /** Notes that a provider works: a call came to `accepted` or `refused`. */
  async works(provider: string): Promise<void> {
    this.#failuresInARow.delete(provider);
    const seen = this.#records.get(provider);
    if (seen && seen.state !== "closed") {
      await this.#close(seen);
    }
  }

  /** Of providers that are all open, the one that reopens first. */
  firstToReopen(providers: readonly string[]): string | undefined {
    const until = (provider: string) => this.#records.get(provider)?.openUntil.getTime() ?? 0;
    return providers.toSorted((one, other) => until(one) - until(other))[0];
  }

  async #compareSettings(listed: ListedProvider): Promise<void> {
    const { id, settingsMark } = listed;
    const seen = this.#records.get(id);
    if (seen?.state === "misconfigured" && seen.settingsMark !== settingsMark) {
      this.#misconfiguredAt.delete(id);
      await this.#close(seen);
    }
    if (settingsMark === undefined) {
      await this.#misconfigure(listed, noSettingsCode);
    }
  }

  async #misconfigure({ id, settingsMark }: ListedProvider, code: string): Promise<void> {
    const seen = this.#records.get(id);
    const now = this.#now();
    const isSoon = now < (this.#misconfiguredAt.get(id) ?? 0) + misconfiguredEveryMs;
    if (seen?.state === "misconfigured" || (seen && isSoon)) {
      return;
    }
    this.#misconfiguredAt.set(id, now);
    const next: HealthRecord = {
      provider: id,
      state: "misconfigured",
      openUntil: new Date(now),
      failures: 0,
      lastError: `misconfigured: ${code}`,
      since: new Date(now),
      ...(settingsMark !== undefined && { settingsMark }),
    };
    await this.#transition(next, seen);
  }

  async #close(seen: HealthRecord): Promise<void> {
    const { provider, openUntil } = seen;
    await this.#transition({ provider, openUntil, state: "closed", failures: 0 }, seen);
  }

  async #open(
    provider: string,
    admission: Admission,
    { kind, code }: FailedOutcome,
  ): Promise<void> {
    const seen = this.#records.get(provider);
    if (admission === "closed" && seen?.state === "open") {
      return;
    }
    const failures = (seen?.failures ?? 0) + 1;
    const { openSeconds, longestOpenSeconds } = this.#deps.policy;
    const seconds = Math.min(openSeconds * 2 ** (failures - 1), longestOpenSeconds);
    const openUntil = new Date(this.#now() + seconds * 1000);
    const lastError = `${kind}: ${code}`;
    await this.#transition({ provider, state: "open", openUntil, failures, lastError }, seen);
  }

  /** When another function wrote first, the next refresh reads its record. */
  async #transition(next: HealthRecord, seen: HealthRecord | undefined): Promise<void> {
    this.#records.set(next.provider, next);
    await orElse(false, this.#deps.store.write(next, seen));
  }

  #now(): number {
    return this.#deps.clock.now().getTime();
  }
}

async function orElse<Value>(fallback: Value, work: Promise<Value>): Promise<Value> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof DependencyUnavailable) {
      return fallback;
    }
    throw error;
  }
}
