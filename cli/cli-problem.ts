/** Something the reader has to put right; shown as one line, without a stack trace. */
export class CliProblem extends Error {
  override readonly name = "CliProblem";
  /** 1: it could not be done; 2: it was asked for wrongly. */
  readonly exitCode: 1 | 2;

  constructor(message: string, exitCode: 1 | 2 = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}
