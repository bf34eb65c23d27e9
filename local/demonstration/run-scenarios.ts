import type { Report } from "../../terminal/progress.ts";
import { runSteps } from "../../terminal/progress.ts";
import type { Finding, Scenario } from "./scenario.ts";
import type { TestHarness } from "./test-harness.ts";

/**
 * Runs scenarios in order, the rest also when one throws, and returns what they found. Rejects with
 * the signal's reason when it aborts.
 */
export async function runScenarios(
  scenarios: readonly Scenario[],
  harness: TestHarness,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  await runSteps(
    scenarios.map((scenario) => ({
      title: scenario.title,
      run: async (report) => {
        signal.throwIfAborted();
        findings.push(...(await findingsOf(scenario, harness, report)));
      },
    })),
  );
  signal.throwIfAborted();
  return findings;
}

async function findingsOf(
  scenario: Scenario,
  harness: TestHarness,
  report: Report,
): Promise<readonly Finding[]> {
  try {
    return await scenario.run(harness, report);
  } catch (error) {
    const seen = error instanceof Error ? error.message : String(error);
    return [{ what: scenario.title, expected: "to run to its end", seen }];
  }
}
