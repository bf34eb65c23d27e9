/** Writes a line for the reader, or for the program that reads on. */
export function writeLine(line = ""): void {
  process.stdout.write(`${line}\n`);
}

/** Writes a line that says what went wrong. */
export function writeError(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** Lays out rows of a text and a number, the numbers under each other. */
export function formatCounts(rows: readonly (readonly [string, number])[]): string {
  const width = Math.max(...rows.map(([text]) => text.length));
  const digits = Math.max(...rows.map(([, count]) => String(count).length));
  return rows
    .map(([text, count]) => `${text.padEnd(width)}  ${String(count).padStart(digits)}`)
    .join("\n");
}
