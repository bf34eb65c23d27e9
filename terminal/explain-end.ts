import { inspect } from "node:util";
import { writeError } from "./output.ts";
import { Problem } from "./problem.ts";
import { StopRequested } from "./stop-signal.ts";

/**
 * Says why a command ended early; returns its exit code. A fault of the program itself is shown
 * with its stack trace.
 */
export function explainEnd(error: unknown): number {
  if (error instanceof StopRequested) {
    writeError("Stopped.");
    return error.exitCode;
  }
  if (error instanceof Problem) {
    writeError(`\n${error.message}`);
    return error.exitCode;
  }
  writeError(inspect(error));
  return 1;
}
