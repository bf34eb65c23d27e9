import { formatMarkdownTable } from "../terminal/table.ts";
import type { Recovery } from "./recovery.ts";
import { median, percentile, ratio } from "./statistics.ts";

/** What a killed function's next attempt may take beyond the function's time-out. */
const recoveryReserveMs = 10_000;

/** The page's section on killed functions. */
export function recoverySection({ ms, functionTimeoutMs }: Recovery): string {
  const budgetMs = functionTimeoutMs + recoveryReserveMs;
  return `## After a kill

A channel's functions are killed while a provider has their call. From the kill until the next attempt's message is at the provider, in seconds; the budget is the function's time-out and ${recoveryReserveMs / 1_000} s.

${formatMarkdownTable(
  ["kills", "median", "slowest", "function's time-out", "budget", "slowest in budgets"],
  [
    [
      ms.length,
      (median(ms) / 1_000).toFixed(1),
      (percentile(ms, 1) / 1_000).toFixed(1),
      functionTimeoutMs / 1_000,
      budgetMs / 1_000,
      ratio(percentile(ms, 1), budgetMs),
    ],
  ],
)}`;
}
