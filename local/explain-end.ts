import { LocalProblem } from "./problem.ts";
import { StopRequested } from "./stop-signal.ts";

/** Says why a command ended early; returns its exit code. A fault of its own shows where it is. */
export function explainEnd(error: unknown): number {
  if (error instanceof StopRequested) {
    print("Stopped.");
    return error.exitCode;
  }
  print(error instanceof LocalProblem ? error.message : String((error as Error).stack));
  return 1;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
