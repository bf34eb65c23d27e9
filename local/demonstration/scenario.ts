import type { TestHarness } from "./test-harness.ts";

/** Something Herald does, shown on a running one. */
export interface Scenario {
  readonly title: string;
  /**
   * Runs it and puts back whatever it changed.
   *
   * @param report told what happens, one line at a time.
   */
  run(harness: TestHarness, report: (line: string) => void): Promise<readonly Finding[]>;
}

/** One line of the demonstration's table; it is as expected when both texts are the same. */
export interface Finding {
  readonly what: string;
  readonly expected: string;
  readonly seen: string;
  /** From accepting the notification to its last change, in milliseconds. */
  readonly tookMs?: number;
}

/** Whether a finding is as expected. */
export function isAsExpected({ expected, seen }: Finding): boolean {
  return expected === seen;
}
