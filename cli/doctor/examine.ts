import type { QueueDepth } from "../../lambdas/core/ports/configuration.ts";
import { DependencyUnavailable } from "../../lambdas/core/ports/unavailable.ts";
import type { Report } from "../../terminal/progress.ts";
import { runCountingSteps } from "../../terminal/progress.ts";
import { CliProblem } from "../cli-problem.ts";
import { explainError } from "../explain-error.ts";
import { readStageUsers } from "../stage-users.ts";
import type { Target } from "../target.ts";
import { checkConcurrency } from "./check-concurrency.ts";
import { collectStuck, describeStuck } from "./check-deliveries.ts";
import type { LimitsUse } from "./check-limits.ts";
import { findTightLimits, readLimitsUse } from "./check-limits.ts";
import { checkParameters } from "./check-parameters.ts";
import { checkProviderHealth } from "./check-provider-health.ts";
import { channelsToCheck, findQueueFaults, readQueueDepths } from "./check-queues.ts";
import type { StuckDelivery } from "./find-stuck.ts";
import type { Finding } from "./finding.ts";

/** The results of all checks. */
export interface Examination {
  readonly findings: readonly Finding[];
  readonly stuck: readonly StuckDelivery[];
  /** By channel, as they were when the queues were checked. */
  readonly depths: ReadonlyMap<string, QueueDepth>;
  /** Absent if it could not be read. */
  readonly limitsUse: LimitsUse | undefined;
}

export interface ExaminationOptions {
  /** Milliseconds that a delivery may be late. */
  readonly slackMs: number;
  readonly silent: boolean;
  readonly signal: AbortSignal;
}

/** Runs every check. One that cannot be made is a finding too, and does not stop the others. */
export async function examine(
  target: Target,
  { slackMs, silent, signal }: ExaminationOptions,
): Promise<Examination> {
  const findings: Finding[] = [];
  let depths: ReadonlyMap<string, QueueDepth> = new Map();
  let stuck: StuckDelivery[] = [];
  let limitsUse: LimitsUse | undefined;
  const checks: Record<Finding["check"], (report: Report) => Promise<Finding[]>> = {
    parameters: () => checkParameters(target),
    limits: async () => {
      limitsUse = await readLimitsUse(target, new Date());
      return findTightLimits(limitsUse);
    },
    "provider health": () => checkProviderHealth(target, new Date()),
    queues: async () => {
      depths = await readQueueDepths(target);
      const channels = channelsToCheck(target.config, depths);
      return channels.flatMap((channel) => findQueueFaults(channel, target.commandFor));
    },
    concurrency: () => checkConcurrency(target),
    deliveries: async (report) => {
      stuck = await collectStuck(target, slackMs, report, signal);
      if (stuck.length === 0) {
        return [];
      }
      const users = await readStageUsers(target);
      return stuck.map((delivery) =>
        describeStuck(delivery, target, depths.get(delivery.reference.channel), users),
      );
    },
  };
  const tasks = Object.entries(checks).map(([check, run]) => ({
    title: `Check ${check}`,
    run: async (report: Report) => {
      if (signal.aborted) {
        return;
      }
      const name = check as Finding["check"];
      findings.push(...(await run(report).catch((error: unknown) => notChecked(name, error))));
    },
  }));
  await runCountingSteps(tasks, { silent });
  return { findings, stuck, depths, limitsUse };
}

function notChecked(check: Finding["check"], error: unknown): Finding[] {
  if (!(error instanceof DependencyUnavailable || error instanceof CliProblem)) {
    throw error;
  }
  const why = error instanceof CliProblem ? error.message : explainError(error);
  const what = `could not be checked: ${why}`;
  return [{ check, where: check, what, todo: "put that right and run doctor again" }];
}
