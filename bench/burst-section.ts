import { formatMarkdownTable } from "../terminal/table.ts";
import type { Burst, BurstCall } from "./burst.ts";
import { median, percentile, ratio } from "./statistics.ts";
import type { Waits } from "./waits.ts";

/** The page's section on a burst. @param alone calls that were made one at a time. */
export function burstSection(
  { calls, overMs, received, deliveredMs }: Burst,
  alone: Waits,
): string {
  const isRepeatable = ({ status, retryAfter }: BurstCall) =>
    (status === 429 || status === 503) && retryAfter !== null;
  const row = (what: string, isIt: (call: BurstCall) => boolean) => {
    const ms = calls.filter(isIt).map((call) => call.ms);
    const times = ms.length === 0 ? ["–", "–"] : [median(ms), percentile(ms, 1)].map(inCalls);
    return [what, ms.length, ...times];
  };
  const inCalls = (ms: number) => ratio(ms, median(alone.call));
  return `## A burst

${calls.length} calls in ${overMs / 1_000} s to functions that have not started, none of them repeated. The local run has at most four calls of a function at once; 20 more wait their turn, and those beyond wait 1.5 s for a place among them. Response times are multiples of the median of a single call to a function that runs (the table above).

${formatMarkdownTable(
  ["response", "calls", "median", "slowest"],
  [
    row("202", ({ status }) => status === 202),
    row("429 or 503 with `Retry-After`", isRepeatable),
    row("anything else", (call) => call.status !== 202 && !isRepeatable(call)),
  ],
)}

Of the ${received.length} accepted, ${received.filter((times) => times === 1).length} reached their provider once, ${received.filter((times) => times > 1).length} more than once, ${received.filter((times) => times === 0).length} not; the last delivery had ended ${(deliveredMs / overMs).toFixed(2)} times the burst's length after the first call.`;
}
