import { Command } from "commander";
import { readCount } from "../terminal/option-values.ts";
import type { LimitsPlan, SoakPlan } from "./plan.ts";

/** The simulator keeps 10,000 messages, and a notification comes to about two. */
const maxNotifications = 4_000;

/** At this number a user asks for about twice as much as the throttle allows. */
const notificationsPerUser = 100;

/** Reads the command line. Ends the process on `--help` and, with an error, on invalid options. */
export function readSoakOptions(argv: readonly string[]): SoakPlan {
  const given = new Command("npm run soak --")
    .description(
      "Sends notifications through a Herald of its own while providers misbehave, functions are killed and configuration changes, and AWS throttles if it is asked to; exit code 1 when a promise was broken.",
    )
    .option("--notifications <n>", "how many", count(maxNotifications), 500)
    .option("--seed <n>", "of all choices (any)", count(2 ** 31))
    .option("--users <n>", `for how many (one for each ${notificationsPerUser})`, count(1_000))
    .option("--concurrency <n>", "how many callers there are", count(64), 6)
    .option("--responses-per-hour <n>", "the throttle's limit", count(1_000), 20)
    .option("--fault-every-ms <n>", "between two changes, on average", count(3_600_000), 250)
    .option("--kill-every-ms <n>", "between two kills, on average", count(3_600_000), 1_500)
    .option("--drain-seconds <n>", "how long to wait for empty queues", count(3_600), 480)
    .option("--limits", "impose AWS's limits at random, then send bursts at a provider's quota")
    .allowExcessArguments(false)
    .parse(argv)
    .opts<Given>();
  const { limits, ...options } = given;
  return {
    ...options,
    ...(limits && { limits: allLimits }),
    seed: options.seed ?? anySeed(),
    users: options.users ?? Math.ceil(options.notifications / notificationsPerUser),
  };
}

type Given = Omit<SoakPlan, "seed" | "users" | "limits"> &
  Partial<Pick<SoakPlan, "seed" | "users">> & { readonly limits?: boolean };

/** Whole seconds of each limit, and what SES takes of a new account and of one that is not. */
const allLimits: LimitsPlan = {
  everyMs: 2_000,
  bursts: [
    { mails: 30, perSecond: 1 },
    { mails: 200, perSecond: 14 },
  ],
};

/** A seed short enough to read out and type in. */
function anySeed(): number {
  return 1 + Math.floor(Math.random() * 99_999);
}

/** Reads a whole number from 1 to `max`. */
function count(max: number): (text: string) => number {
  return (text) => readCount(text, max);
}
