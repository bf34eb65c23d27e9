/** What all functions know of one provider. Written only when it changes. */
export interface HealthRecord {
  readonly provider: string;
  /**
   * `open`: known to be down, and passed over until `openUntil`. `misconfigured`: it said so of the last
   * message that it was given; it is called as usual.
   */
  readonly state: "closed" | "open" | "misconfigured";
  /** In the past for a provider that was never open. */
  readonly openUntil: Date;
  /** How often it was opened, or a probe failed, since it last worked. */
  readonly failures: number;
  /** The outcome that made the record what it is: `unknown: timeout`, `misconfigured: 20003`. */
  readonly lastError?: string;
  /** When it first said that it is misconfigured. */
  readonly since?: Date;
  /** Stands for the settings that it is misconfigured with. */
  readonly settingsMark?: string;
}

/**
 * How a provider is. `down`: passed over. `to-be-tried`: it was down, and the next delivery that comes to
 * it finds out whether it still is. `misconfigured`: it refuses the credentials, the sender, the account.
 */
export const providerConditions = ["ok", "down", "to-be-tried", "misconfigured"] as const;

export type ProviderCondition = (typeof providerConditions)[number];

/** How the provider of a record is. One without a record never failed. */
export function conditionOf(record: HealthRecord | undefined, now: Date): ProviderCondition {
  if (record === undefined || record.state === "closed") {
    return "ok";
  }
  if (record.state === "misconfigured") {
    return "misconfigured";
  }
  return record.openUntil > now ? "down" : "to-be-tried";
}
