import { randomUUID } from "node:crypto";
import type { Submission } from "../client/herald-client.ts";
import { fakeUser } from "../local/fake-user.ts";
import { SeededRandom } from "./random.ts";

/** What a soak is to do. */
export interface SoakPlan {
  readonly notifications: number;
  /** All choices follow from it; when things happen does not. */
  readonly seed: number;
  readonly users: number;
  /** How many callers there are. */
  readonly concurrency: number;
  /** Notifications that expect a response, per user and hour; at times it is lowered. */
  readonly responsesPerHour: number;
  /** Milliseconds between two changes of a provider's behaviour or a parameter, on average. */
  readonly faultEveryMs: number;
  /** Milliseconds between two kills, on average. */
  readonly killEveryMs: number;
  /** How many kills there are at most. */
  readonly maxKills?: number;
  /** How long to wait for the queues to be empty. */
  readonly drainSeconds: number;
  /** Gives the queues this visibility time-out while the soak runs. */
  readonly visibilitySeconds?: number;
}

/**
 * How a caller repeats its call although it was answered: not, once more, by two calls at once, or
 * with another body, which must not be accepted.
 */
export type Repeat = "none" | "again" | "at-once" | "changed";

/** One notification that a caller asks for. */
export interface PlannedCall {
  readonly key: string;
  readonly submission: Submission & { readonly channels: readonly string[] };
  /** Milliseconds from the call to the notification's expiry. */
  readonly expiresInMs?: number;
  readonly repeat: Repeat;
}

/**
 * `mix` has no other channel beside it: its providers carry for other channels too, so that a
 * message could not be told from theirs.
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

/** The calls of a soak. Each has a message of its own, by which it is known at the providers. */
export function planCalls({ seed, users, notifications }: SoakPlan): PlannedCall[] {
  const random = new SeededRandom(seed);
  const run = `soak-${randomUUID().slice(0, 8)}`;
  const people = Array.from({ length: users }, () => fakeUser("soak"));
  return Array.from({ length: notifications }, (_, index) => {
    const key = `${run}-${index}`;
    const channels = random.chance(0.03) ? ["fail"] : random.pick(channelChoices);
    const expectsResponse = random.chance(0.4);
    const submission = { ...random.pick(people), message: key, channels, expectsResponse };
    const expiry = random.chance(0.08) ? { expiresInMs: random.between(1_000, 5_000) } : {};
    return { key, submission, ...expiry, repeat: chooseRepeat(random) };
  });
}

function chooseRepeat(random: SeededRandom): Repeat {
  return random.chance(0.7) ? "none" : random.pick(["again", "at-once", "changed"]);
}
