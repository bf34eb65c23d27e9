/** What all functions know of one provider. Written only when it changes. */
export interface HealthRecord {
  readonly provider: string;
  /** `open`: known to be down, and passed over until `openUntil`. */
  readonly state: "closed" | "open";
  readonly openUntil: Date;
  /** How often it was opened, or a probe failed, since it last worked. */
  readonly failures: number;
  /** The outcome that opened it: `unknown: timeout`. */
  readonly lastError?: string;
}
