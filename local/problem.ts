/** Something the reader has to put right; shown without a stack trace. */
export class LocalProblem extends Error {
  override readonly name = "LocalProblem";
}
