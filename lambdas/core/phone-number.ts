/**
 * The types of number for which the sender or the owner of the number is paid by the message or the
 * minute: what SMS pumping is after.
 */
export const costlyNumberTypes = ["premium-rate", "shared-cost"] as const;

export type CostlyNumberType = (typeof costlyNumberTypes)[number];

/** A phone number that is in some country's numbering plan. */
export interface PhoneNumber {
  /** `+48600100200` */
  readonly e164: string;
  /** ISO 3166-1, such as `PL`; absent for a number of no country, such as +800. */
  readonly country?: string;
  /** Absent for a number that costs its sender no more than others. */
  readonly costlyType?: CostlyNumberType;
}
