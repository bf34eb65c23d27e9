import { once } from "node:events";
import { explainEnd } from "../terminal/explain-end.ts";
import { writeLine } from "../terminal/output.ts";
import { runSteps } from "../terminal/progress.ts";
import { listenForStop } from "../terminal/stop-signal.ts";
import { connectionSummary } from "./connection-summary.ts";
import { formatFindings } from "./demonstration/format-findings.ts";
import { runScenarios } from "./demonstration/run-scenarios.ts";
import { isAsExpected } from "./demonstration/scenario.ts";
import { scenarios } from "./demonstration/scenarios.ts";
import { TestHarness } from "./demonstration/test-harness.ts";
import { functionsLogFile } from "./functions-log.ts";
import { removeLocalDetails, writeLocalDetails } from "./local-details.ts";
import { LocalHerald } from "./local-herald.ts";
import { folderProblem } from "./problem.ts";
import { takeStartLock } from "./start-lock.ts";
import type { StartOptions } from "./start-options.ts";
import { readPorts, readStartOptions } from "./start-options.ts";

const options = readStartOptions(process.argv);
const signal = listenForStop();
// A kept-alive connection would keep the process running.
process.exit(await start(options, signal));

/** Runs Herald until it is done or stopped; returns the exit code. */
async function start({ once: isOnce, demo }: StartOptions, signal: AbortSignal): Promise<number> {
  try {
    const herald = new LocalHerald({
      ...readPorts(),
      functionsLog: functionsLogFile,
      signal,
    });
    return await whileLocked(herald, async () => {
      await runSteps(herald.steps);
      await writeLocalDetails(herald.details);
      const isGood = !demo || (await demonstrate(herald, signal));
      if (isOnce) {
        return isGood ? 0 : 1;
      }
      writeLine(connectionSummary(herald.details));
      return untilStopped(signal);
    });
  } catch (error) {
    return explainEnd(signal.aborted ? signal.reason : folderProblem(error));
  }
}

/** Runs `work` while holding the lock, then stops everything. */
async function whileLocked(herald: LocalHerald, work: () => Promise<number>): Promise<number> {
  const release = await takeStartLock();
  try {
    return await work();
  } finally {
    await removeLocalDetails();
    await herald.stop();
    await release();
  }
}

/** Runs the demonstration; returns whether all of it was as expected. */
async function demonstrate(herald: LocalHerald, signal: AbortSignal): Promise<boolean> {
  const findings = await runScenarios(scenarios, new TestHarness(herald.details, signal), signal);
  writeLine(`\n${formatFindings(findings)}\n`);
  return findings.every(isAsExpected);
}

async function untilStopped(signal: AbortSignal): Promise<number> {
  writeLine("Stop with Ctrl-C.");
  if (!signal.aborted) {
    await once(signal, "abort");
  }
  writeLine("Stopping.");
  return 0;
}
