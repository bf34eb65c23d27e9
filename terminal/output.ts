/** Writes a line to the standard output, for a reader or for the next program of a pipe. */
export function writeLine(line = ""): void {
  process.stdout.write(`${line}\n`);
}

/** Writes a line to the standard error that says what went wrong. */
export function writeError(line: string): void {
  process.stderr.write(`${line}\n`);
}
