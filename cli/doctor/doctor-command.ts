import type { Command } from "commander";
import { Option } from "commander";
import { sqsDeliveryQueues } from "../../lambdas/adapters/sqs-delivery-queues.ts";
import { readCount, readDuration } from "../../terminal/option-values.ts";
import { writeLine } from "../../terminal/output.ts";
import type { Report } from "../../terminal/progress.ts";
import { runCountingSteps } from "../../terminal/progress.ts";
import { Pace } from "../pace.ts";
import type { PlaceOptions } from "../place.ts";
import { readStageUsers } from "../stage-users.ts";
import type { Target } from "../target.ts";
import { openTarget } from "../target.ts";
import { whyNotRepairable } from "./check-deliveries.ts";
import { describeLimitsUse } from "./check-limits.ts";
import type { Examination } from "./examine.ts";
import { examine } from "./examine.ts";
import type { Finding } from "./finding.ts";
import { formatFinding } from "./finding.ts";
import { repair } from "./repair.ts";

interface Options extends PlaceOptions {
  /** Milliseconds. */
  readonly olderThan: number;
  readonly rate: number;
  readonly repair?: boolean;
  readonly json?: boolean;
}

const maxPerSecond = 1_000;

/** Lines shown for one check: a thousand stuck deliveries have one cause and one remedy. */
const maxLines = 20;

/** Adds the description and options of `doctor` to its command. */
export function describeDoctor(command: Command): Command {
  return command
    .description("finds what does not move or is not in order, and says what to do")
    .addOption(
      new Option(
        "--older-than <duration>",
        "how late a delivery may be, beyond its queue's visibility timeout",
      )
        .argParser(readDuration)
        .default(15 * 60_000, "15m"),
    )
    .option("--repair", "queue again what nothing moves")
    .option("--rate <n>", "messages per second", (text) => readCount(text, maxPerSecond), 20)
    .option("--json", "every finding, as JSON and without progress");
}

/** Runs `doctor`; returns its exit code. */
export async function runDoctor(options: Options, signal: AbortSignal): Promise<number> {
  const { olderThan: slackMs, json: silent = false } = options;
  const target = await openTarget(options);
  if (!silent) {
    writeLine(`Working on ${target.label}.`);
  }
  const examination = await examine(target, { slackMs, silent, signal });
  const { findings, limitsUse } = examination;
  const used = limitsUse ? describeLimitsUse(limitsUse) : [];
  if (!silent) {
    writeLine([...used.map((line) => `\n${line}`), describe(findings, signal)].join(""));
  }
  const repaired = options.repair ? await repairStuck(target, options, examination, signal) : 0;
  if (silent) {
    const limits = limitsUse?.channels ?? [];
    writeLine(JSON.stringify({ target: target.label, findings, repaired, limits }, null, 2));
  }
  return findings.every(({ isNote }) => isNote) ? 0 : 1;
}

function describe(findings: readonly Finding[], signal: AbortSignal): string {
  const lines = Object.values(Object.groupBy(findings, ({ check }) => check)).flatMap((group) => {
    const shown = group.slice(0, maxLines).map(formatFinding);
    const more = group.length - shown.length;
    return more === 0 ? shown : [...shown, `and ${more} more ${group[0]?.check}: see --json`];
  });
  if (signal.aborted) {
    lines.push("Stopped before everything was checked.");
  } else if (lines.length === 0) {
    lines.push("Nothing found.");
  }
  return `\n${lines.join("\n")}`;
}

/** Queues the repairable deliveries again; returns how many. */
async function repairStuck(
  target: Target,
  { rate, json: silent = false }: Options,
  { stuck, depths }: Examination,
  signal: AbortSignal,
): Promise<number> {
  const repairable = stuck.filter(
    ({ reference: { channel } }) =>
      whyNotRepairable(channel, target, depths.get(channel)) === undefined,
  );
  if (repairable.length === 0) {
    return 0;
  }
  const urls = Object.fromEntries([...target.queues].map(([channel, { url }]) => [channel, url]));
  const users = await readStageUsers(target);
  const queues = sqsDeliveryQueues(target.sqs, urls, users, users);
  let queued = 0;
  const title = `Queue ${repairable.length} deliveries again`;
  const run = async (report: Report) => {
    queued = await repair({ queues, pace: new Pace(rate), report, signal }, repairable);
  };
  await runCountingSteps([{ title, run }], { silent });
  if (!silent) {
    writeLine(`\nQueued ${queued} of ${stuck.length} stuck deliveries again.`);
  }
  return queued;
}
