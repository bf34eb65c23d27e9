import { formatTable } from "../../terminal/table.ts";
import type { Finding } from "./scenario.ts";
import { isAsExpected } from "./scenario.ts";

/** Lays the demonstration's findings out as a table, one line each. */
export function formatFindings(findings: readonly Finding[]): string {
  return formatTable([
    ["", "what", "expected", "seen", "took"],
    ...findings.map((finding) => [
      isAsExpected(finding) ? "ok" : "NOT",
      finding.what,
      finding.expected,
      finding.seen,
      finding.tookMs === undefined ? "" : `${(finding.tookMs / 1_000).toFixed(2)} s`,
    ]),
  ]);
}
