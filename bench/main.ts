import { writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { TestHarness } from "../local/demonstration/test-harness.ts";
import { LocalHerald } from "../local/local-herald.ts";
import { projectFolder } from "../local/paths.ts";
import { findFreePort } from "../local/ports.ts";
import { makeRunFolder, removeFolder } from "../local/run-folder.ts";
import { explainEnd } from "../terminal/explain-end.ts";
import { writeLine } from "../terminal/output.ts";
import { runSteps } from "../terminal/progress.ts";
import { listenForStop } from "../terminal/stop-signal.ts";
import { countAwsCalls } from "./aws-calls.ts";
import { makeBundles } from "./bundle-sizes.ts";
import { measureBurst } from "./burst.ts";
import { measureColdImports } from "./cold-imports.ts";
import { measureConnections } from "./connections.ts";
import { formatCostPage } from "./cost/page.ts";
import { countedStages } from "./cost/stages.ts";
import type { Measurements } from "./page.ts";
import { formatPage } from "./page.ts";
import { measureRecovery } from "./recovery.ts";
import { measureWaits } from "./waits.ts";

const docsFolder = join(projectFolder, "docs");

// A kept-alive connection would keep the process running.
process.exit(await bench(listenForStop()));

/** Measures, prints and writes the pages; returns the exit code. */
async function bench(signal: AbortSignal): Promise<number> {
  try {
    const measurements = await measureAll(signal);
    await writePage("benchmarks.md", formatPage(measurements));
    await writePage("cost.md", formatCostPage(countedStages(), measurements.awsCosts));
    return 0;
  } catch (error) {
    return explainEnd(signal.aborted ? signal.reason : error);
  }
}

async function writePage(name: string, page: string): Promise<void> {
  const file = join(docsFolder, name);
  await writeFile(file, page);
  writeLine(`\n${page}\nWritten to ${relative(process.cwd(), file)}.`);
}

async function measureAll(signal: AbortSignal): Promise<Measurements> {
  const folder = await makeRunFolder("bench");
  try {
    const bundleSizes = await step("Bundle the functions", async () => makeBundles(folder));
    const coldImports = await step("Import the bundles, cold", () =>
      measureColdImports(folder, signal),
    );
    const connections = await step("Call a distant provider", () => measureConnections(signal));
    return { bundleSizes, coldImports, connections, ...(await measureDeployed(signal)) };
  } finally {
    await removeFolder(folder);
  }
}

async function measureDeployed(
  signal: AbortSignal,
): Promise<Pick<Measurements, "waits" | "burst" | "recovery" | "awsCosts">> {
  const herald = new LocalHerald({
    emulatorPort: await findFreePort(),
    simulatorPort: await findFreePort(),
    ownEmulator: true,
    signal,
  });
  try {
    await runSteps(herald.steps);
    const harness = new TestHarness(herald.details, signal);
    return {
      // First, as a burst finds no function started.
      burst: await step("Send a burst", () => measureBurst(harness, { calls: 300, overMs: 3_000 })),
      waits: await step("Time messages", () => measureWaits(herald.details, signal)),
      recovery: await step("Kill functions", () => measureRecovery(harness)),
      // Last, since it leaves the functions' environment in this process.
      awsCosts: await step("Count AWS calls", () => countAwsCalls(herald.details)),
    };
  } finally {
    await herald.stop();
  }
}

/** Runs one measurement as a step that is shown. */
async function step<Result>(title: string, measure: () => Promise<Result>): Promise<Result> {
  const results: Result[] = [];
  await runSteps([{ title, run: async () => void results.push(await measure()) }]);
  return results[0] as Result;
}
