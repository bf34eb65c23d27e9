/** The value below which this share of the values lies, e.g. 0.5 for the median. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const value = sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)];
  if (value === undefined) {
    throw new Error("there are no values");
  }
  return value;
}

/** The middle value. */
export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

/** How many times the floor a value is, with two decimals. */
export function ratio(value: number, floor: number): string {
  return (value / floor).toFixed(2);
}
