import type { Command } from "commander";
import { Option } from "commander";
import { dynamoDbDeliveryStore } from "../../lambdas/adapters/dynamodb-delivery-store.ts";
import { sqsDeliveryQueues } from "../../lambdas/adapters/sqs-delivery-queues.ts";
import { systemClock } from "../../lambdas/runtime/system.ts";
import { readCount, readSince } from "../../terminal/option-values.ts";
import { writeError, writeLine } from "../../terminal/output.ts";
import type { Report } from "../../terminal/progress.ts";
import { runCountingSteps } from "../../terminal/progress.ts";
import { formatTable } from "../../terminal/table.ts";
import { needOption } from "../needed-options.ts";
import { Pace } from "../pace.ts";
import type { PlaceOptions } from "../place.ts";
import type { StageUsers } from "../stage-users.ts";
import { readStageUsers } from "../stage-users.ts";
import type { Target } from "../target.ts";
import { openTarget } from "../target.ts";
import { sqsDeadLetterQueue } from "./dead-letter-queue.ts";
import type { DeadLetterSource, RedriveStep, RedriveTally } from "./redrive.ts";
import { redrive, seenIn } from "./redrive.ts";
import { summaryRows } from "./redrive-summary.ts";

interface Options extends PlaceOptions {
  readonly channel: string;
  readonly since?: Date;
  readonly rate: number;
  readonly limit?: number;
  readonly dryRun?: boolean;
  readonly dropEnded?: boolean;
  readonly verbose?: boolean;
}

/** The limits of `--rate`, in messages per second, and of `--limit`, in messages. */
const maxPerSecond = 1_000;
const maxMessages = 10_000_000;

/** Adds the description and options of `redrive` to its command. */
export function describeRedrive(command: Command): Command {
  command.description(
    "moves a channel's dead letters back to its queue, for a new round of attempts",
  );
  return needOption(command, new Option("--channel <name>", "the channel"))
    .addOption(
      new Option(
        "--since <time>",
        "only what failed since then: 2026-12-01T12:00:00Z, or a duration such as 2h",
      ).argParser((text) => readSince(text, new Date())),
    )
    .option("--rate <n>", "messages per second", (text) => readCount(text, maxPerSecond), 20)
    .option("--limit <n>", "messages to move at most", (text) => readCount(text, maxMessages))
    .option("--dry-run", "change nothing, only say what would be done")
    .option("--drop-ended", "delete messages of deliveries that have ended, expired or been erased")
    .option("--verbose", "a line for each message");
}

/** Runs `redrive`; returns its exit code. */
export async function runRedrive(options: Options, signal: AbortSignal): Promise<number> {
  const target = await openTarget(options, options.channel);
  writeLine(`Working on ${target.label}.`);
  const queues = target.queues.get(options.channel);
  if (queues === undefined) {
    throw new Error(`${options.channel} has no queues`);
  }
  const users = await readStageUsers(target);
  const letters = sqsDeadLetterQueue(target.sqs, queues.deadLetterUrl);
  const tally: RedriveTally = { waiting: await letters.count(), fates: new Map() };
  if (tally.waiting === 0) {
    writeLine(`No dead letters on ${options.channel}.`);
    return 0;
  }
  const errors = new Map<string, number>();
  try {
    await pass(target, options, { letters, url: queues.url, users, tally, errors, signal });
  } finally {
    writeLine(`\n${formatTable(summaryRows(tally, options))}\n`);
  }
  if (signal.aborted) {
    writeError("Stopped; what was not looked at is still there.");
    return 1;
  }
  if (errors.size > 0) {
    writeLine(`Why they had failed:\n${formatTable([...errors])}\n`);
  }
  writeLine(whatNext(target, options));
  return 0;
}

interface Pass {
  readonly letters: DeadLetterSource;
  /** The channel's queue. */
  readonly url: string;
  readonly users: StageUsers;
  readonly tally: RedriveTally;
  /** How many of the moved deliveries failed with each last error. */
  readonly errors: Map<string, number>;
  readonly signal: AbortSignal;
}

async function pass(target: Target, options: Options, on: Pass): Promise<void> {
  const { channel, since, rate, limit = maxMessages, dryRun = false, dropEnded = false } = options;
  const run = (report: Report) =>
    redrive(
      {
        letters: on.letters,
        deliveries: dynamoDbDeliveryStore(target.table, systemClock, undefined),
        queues: sqsDeliveryQueues(target.sqs, { [channel]: on.url }, on.users, on.users),
        users: on.users,
        clock: systemClock,
        pace: new Pace(rate),
        signal: on.signal,
        onLetter: (step, tally) => {
          if (options.verbose) {
            writeLine(describeStep(step, on.users));
          }
          if (step.fate === "moved") {
            countError(on.errors, step);
          }
          report(`${seenIn(tally)} of about ${tally.waiting}`);
        },
      },
      { channel, since, limit, dryRun, dropEnded },
      on.tally,
    );
  const verb = dryRun ? "Look through" : "Redrive";
  const title = `${verb} the dead letters of ${channel}, about ${on.tally.waiting}`;
  await runCountingSteps([{ title, run }], { silent: options.verbose === true });
}

function countError(errors: Map<string, number>, { lastError = "no error recorded" }: RedriveStep) {
  errors.set(lastError, (errors.get(lastError) ?? 0) + 1);
}

function describeStep(
  { messageId, fate, reference, lastError = "" }: RedriveStep,
  users: Pick<StageUsers, "hashOf">,
): string {
  if (reference === undefined) {
    return `${fate}  message ${messageId}`;
  }
  const user = users.hashOf(reference.userId);
  return `${fate}  delivery ${reference.notificationId} of user ${user}  ${lastError}`.trimEnd();
}

function whatNext(target: Target, { channel, dryRun }: Options): string {
  if (dryRun) {
    return "Nothing was changed.";
  }
  const again = target.commandFor(`redrive --channel ${channel}`);
  return `What fails again is back after its attempts. Then: ${again}`;
}
