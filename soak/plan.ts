import { randomUUID } from "node:crypto";
import type { Submission } from "../client/herald-client.ts";
import { fakeUser } from "../local/fake-user.ts";
import { planContent, soakCategory } from "./content.ts";
import { SeededRandom } from "./random.ts";

/** What a soak does. */
export interface SoakPlan {
  readonly notifications: number;
  /** Determines all choices, but not when things happen. */
  readonly seed: number;
  readonly users: number;
  /** The number of callers. */
  readonly concurrency: number;
  /** Notifications that expect a response, per user and hour; lowered now and then. */
  readonly responsesPerHour: number;
  /** Milliseconds between two changes of a provider's behaviour or a parameter, on average. */
  readonly faultEveryMs: number;
  /** Milliseconds between two kills, on average. */
  readonly killEveryMs: number;
  /** The maximum number of kills; unlimited by default. */
  readonly maxKills?: number;
  /** How long to wait for empty queues, in seconds. */
  readonly drainSeconds: number;
  /** The visibility time-out of the queues during the soak; the deployed one by default. */
  readonly visibilitySeconds?: number;
  /** AWS's limits, if they are imposed. */
  readonly limits?: LimitsPlan;
}

/** Mails that are asked for at once. */
export interface Burst {
  readonly mails: number;
  /** How many the one provider takes in a second. */
  readonly perSecond: number;
}

/** What a soak imposes of AWS's limits. */
export interface LimitsPlan {
  /** Milliseconds between two changes of what is in force, on average. */
  readonly everyMs: number;
  /** Bursts at a provider's quota, when all else is drained. */
  readonly bursts: readonly Burst[];
}

/**
 * How a caller repeats its call although it had a response: not at all, once more, as two calls at
 * once, or with another body, which must not be accepted.
 */
export type Repeat = "none" | "again" | "at-once" | "changed";

/** One notification that a caller sends. */
export interface PlannedCall {
  readonly key: string;
  readonly submission: Submission & { readonly channels: readonly string[] };
  /** Milliseconds from the call to the notification's expiry. */
  readonly expiresInMs?: number;
  readonly repeat: Repeat;
  /** What its user unsubscribes from before it. */
  readonly unsubscribes?: string;
}

/**
 * `mix` is never combined with another channel: they share providers, so that it would be unclear
 * to which channel a message at a provider belongs.
 */
const channelChoices: readonly (readonly string[])[] = [
  ["sms"],
  ["sms"],
  ["email"],
  ["email"],
  ["push"],
  ["push"],
  ["messenger"],
  ["mix"],
  ["mix"],
  ["sms", "email"],
  ["email", "push"],
  ["sms", "push", "messenger"],
  ["sms", "email", "push", "messenger"],
];

/** A name that no other run has, with which the keys and messages of its calls begin. */
export function nameRun(): string {
  return `soak-${randomUUID().slice(0, 8)}`;
}

/** Plans the calls of a soak. Each says its key, by which it is recognized at providers. */
export function planCalls({ seed, users, notifications }: SoakPlan, run: string): PlannedCall[] {
  const random = new SeededRandom(seed);
  const contents = new SeededRandom(seed + 7);
  const people = Array.from({ length: users }, () => fakeUser("soak"));
  return Array.from({ length: notifications }, (_, index) => {
    const key = `${run}-${index}`;
    const channels = random.chance(0.03) ? ["fail"] : random.pick(channelChoices);
    const expectsResponse = random.chance(0.4);
    const user = random.pick(people);
    const content = planContent(contents, key);
    const submission = { ...user, message: key, channels, expectsResponse, ...content };
    const unsubscribes = contents.chance(0.01) && { unsubscribes: soakCategory };
    const expiry = random.chance(0.08) && { expiresInMs: random.between(1_000, 5_000) };
    return { key, submission, ...expiry, ...unsubscribes, repeat: chooseRepeat(random) };
  });
}

/** Plans the calls of a burst: an e-mail each, to one user. */
export function planBurst({ mails, perSecond }: Burst, run: string): PlannedCall[] {
  const user = fakeUser("burst");
  return Array.from({ length: mails }, (_, index) => {
    const key = `${run}-at-${perSecond}-${index}`;
    const submission = { ...user, message: key, channels: ["email"], expectsResponse: false };
    return { key, submission, repeat: "none" };
  });
}

function chooseRepeat(random: SeededRandom): Repeat {
  return random.chance(0.7) ? "none" : random.pick(["again", "at-once", "changed"]);
}
