import { formatTable } from "../terminal/table.ts";

/** One line of a soak's table. */
export interface Row {
  readonly what: string;
  readonly count: number;
}

/** A promise and what broke it. */
export interface PromiseRow {
  readonly what: string;
  /** Ids of what broke it; empty when it was kept. */
  readonly broken: readonly string[];
}

/** What a soak found. */
export interface Verdict {
  readonly seen: readonly Row[];
  readonly promises: readonly PromiseRow[];
}

/** How many ids are listed for a broken promise. */
const maxListed = 20;

/** The promises that were broken. */
export function brokenPromises({ promises }: Verdict): readonly PromiseRow[] {
  return promises.filter(({ broken }) => broken.length > 0);
}

/** Formats a verdict as one table, followed by the ids of whatever broke a promise. */
export function formatVerdict(verdict: Verdict): string {
  const rows = [
    ...verdict.seen.map(({ what, count }) => [what, count, ""]),
    ...verdict.promises.map(({ what, broken }) => [
      what,
      broken.length,
      broken.length === 0 ? "ok" : "BROKEN",
    ]),
  ];
  const details = brokenPromises(verdict).map(
    ({ what, broken }) => `\n${what}:\n${broken.slice(0, maxListed).map(indented).join("\n")}`,
  );
  return [formatTable(rows), ...details].join("\n");
}

function indented(id: string): string {
  return `  ${id}`;
}
