import type { ListrDefaultRenderer, ListrTask, ListrVerboseRenderer } from "listr2";
import { Listr, PRESET_TIMER } from "listr2";
import type { Finding, Scenario } from "./demonstration/scenario.ts";
import type { TestHarness } from "./demonstration/test-harness.ts";
import type { Step } from "./local-herald.ts";

/** Runs steps in order and shows how they go: a live list, or plain lines where there is no TTY. */
export async function runSteps(steps: readonly Step[]): Promise<void> {
  await showing(
    steps.map(({ title, run }) => ({
      title,
      task: (_, task) =>
        run((line) => {
          task.output = line;
        }),
    })),
  );
}

/** Runs scenarios in order, the rest also when one throws, and returns what they found. */
export async function runScenarios(
  scenarios: readonly Scenario[],
  bench: TestHarness,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  await showing(
    scenarios.map((scenario) => ({
      title: scenario.title,
      exitOnError: false,
      task: async (_, task) => {
        signal.throwIfAborted();
        const report = (line: string) => {
          task.output = line;
        };
        findings.push(...(await findingsOf(scenario, bench, report)));
      },
    })),
  );
  signal.throwIfAborted();
  return findings;
}

async function findingsOf(
  scenario: Scenario,
  bench: TestHarness,
  report: (line: string) => void,
): Promise<readonly Finding[]> {
  try {
    return await scenario.run(bench, report);
  } catch (error) {
    const seen = error instanceof Error ? error.message : String(error);
    return [{ what: scenario.title, expected: "to run to its end", seen }];
  }
}

async function showing(
  tasks: ListrTask<unknown, ListrDefaultRenderer, ListrVerboseRenderer>[],
): Promise<void> {
  await new Listr<unknown, "default", "verbose">(tasks, {
    renderer: "default",
    rendererOptions: { timer: PRESET_TIMER, showErrorMessage: false },
    fallbackRenderer: "verbose",
    fallbackRendererOptions: { timer: PRESET_TIMER },
    // Some terminals have a width of 0; a live list needs one.
    fallbackRendererCondition: () => !process.stdout.isTTY || process.stdout.columns === 0,
    // The caller stops what was started before the process ends.
    registerSignalListeners: false,
  }).run();
}
