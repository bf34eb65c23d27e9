/** Something the reader has to put right; shown without a stack trace. */
export class Problem extends Error {
  override readonly name: string = "Problem";
  /** The exit code of a command that it ends: 1 it could not be done, 2 it was called wrongly. */
  readonly exitCode: 1 | 2;

  constructor(message: string, exitCode: 1 | 2 = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}
