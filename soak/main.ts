import { LocalHerald } from "../local/local-herald.ts";
import { findFreePort } from "../local/ports.ts";
import { makeRunFolder, removeFolder } from "../local/run-folder.ts";
import { explainEnd } from "../terminal/explain-end.ts";
import { writeLine } from "../terminal/output.ts";
import { runSteps } from "../terminal/progress.ts";
import { listenForStop } from "../terminal/stop-signal.ts";
import { writeSoakConfig } from "./deployment.ts";
import { readSoakOptions } from "./options.ts";
import type { SoakPlan } from "./plan.ts";
import { Soak } from "./soak.ts";
import type { Verdict } from "./verdict.ts";
import { brokenPromises, formatVerdict } from "./verdict.ts";

const plan = readSoakOptions(process.argv);
// A kept-alive connection would keep the process running.
process.exit(await soak(plan, listenForStop()));

/** Runs the soak until it is done or stopped; returns the exit code. */
async function soak(plan: SoakPlan, signal: AbortSignal): Promise<number> {
  try {
    const verdict = await soakDeployed(plan, signal);
    writeLine(`\n${formatVerdict(verdict)}\n\nseed ${plan.seed}`);
    return brokenPromises(verdict).length === 0 ? 0 : 1;
  } catch (error) {
    return explainEnd(signal.aborted ? signal.reason : error);
  }
}

/** Soaks a Herald of its own, and stops it afterwards. */
async function soakDeployed(plan: SoakPlan, signal: AbortSignal): Promise<Verdict> {
  const folder = await makeRunFolder("soak");
  const herald = new LocalHerald({
    emulatorPort: await findFreePort(),
    simulatorPort: await findFreePort(),
    ownEmulator: true,
    configFile: await writeSoakConfig(folder),
    signal,
  });
  try {
    await runSteps(herald.steps);
    const soak = new Soak(herald.details, plan, signal);
    await runSteps(soak.steps);
    return soak.verdict;
  } finally {
    await herald.stop();
    await removeFolder(folder);
  }
}
