import { Problem } from "../terminal/problem.ts";

/** Something on this machine that keeps Herald from running here. */
export class LocalProblem extends Problem {
  override readonly name = "LocalProblem";
}
