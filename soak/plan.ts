import { randomUUID } from "node:crypto";
import type { Submission } from "../client/herald-client.ts";
import { fakeUser } from "../local/fake-user.ts";
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

/** Plans the calls of a soak. Each has a unique message, by which it is recognized at providers. */
export function planCalls({ seed, users, notifications }: SoakPlan): PlannedCall[] {
  const random = new SeededRandom(seed);
  const run = `soak-${randomUUID().slice(0, 8)}`;
  const people = Array.from({ length: users }, () => fakeUser("soak"));
  return Array.from({ length: notifications }, (_, index) => {
    const key = `${run}-${index}`;
    const channels = random.chance(0.03) ? ["fail"] : random.pick(channelChoices);
    const expectsResponse = random.chance(0.4);
    const submission = { ...random.pick(people), message: key, channels, expectsResponse };
    const expiry = random.chance(0.08) && { expiresInMs: random.between(1_000, 5_000) };
    return { key, submission, ...expiry, repeat: chooseRepeat(random) };
  });
}

function chooseRepeat(random: SeededRandom): Repeat {
  return random.chance(0.7) ? "none" : random.pick(["again", "at-once", "changed"]);
}
