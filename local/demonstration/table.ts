import type { Finding } from "./scenario.ts";
import { isAsExpected } from "./scenario.ts";

/** Lays the demonstration's findings out as a table, one line each. */
export function formatFindings(findings: readonly Finding[]): string {
  const rows = [
    ["", "what", "expected", "seen", "took"],
    ...findings.map((finding) => [
      isAsExpected(finding) ? "ok" : "NOT",
      finding.what,
      finding.expected,
      finding.seen,
      finding.tookMs === undefined ? "" : `${(finding.tookMs / 1_000).toFixed(2)} s`,
    ]),
  ];
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => width(row, column))));
  return rows
    .map((row) => row.map((cell, column) => cell.padEnd(widths?.[column] ?? 0)).join("  "))
    .map((line) => line.trimEnd())
    .join("\n");
}

function width(row: readonly string[], column: number): number {
  return row[column]?.length ?? 0;
}
