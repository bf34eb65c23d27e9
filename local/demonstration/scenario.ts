import type { Report } from "../../terminal/progress.ts";
import type { TestHarness } from "./test-harness.ts";

/** Something Herald does, demonstrated on a running one. */
export interface Scenario {
  readonly title: string;
  /** Runs the scenario and undoes whatever it changed. */
  run(harness: TestHarness, report: Report): Promise<readonly Finding[]>;
}

/** One line of the demonstration's table; it is as expected when both texts are equal. */
export interface Finding {
  readonly what: string;
  readonly expected: string;
  readonly seen: string;
  /** Milliseconds from accepting the notification to its last change. */
  readonly tookMs?: number;
}

/** Whether a finding is as expected. */
export function isAsExpected({ expected, seen }: Finding): boolean {
  return expected === seen;
}
