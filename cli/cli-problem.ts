import { Problem } from "../terminal/problem.ts";

/** Something about a command, or the stage it works on, that keeps it from doing its work. */
export class CliProblem extends Problem {
  override readonly name = "CliProblem";
}
