import { readDeliveryMessage } from "../../lambdas/adapters/delivery-message.ts";
import type { DeliveryReference } from "../../lambdas/core/delivery-reference.ts";
import type { DeliveryQueues } from "../../lambdas/core/ports/configuration.ts";
import type { DeliveryStore } from "../../lambdas/core/ports/records.ts";
import type { Clock } from "../../lambdas/core/ports/system.ts";
import type { SealedUsers } from "../../lambdas/core/sealed-user.ts";
import type { Pace } from "../pace.ts";
import type { RedriveEligibility, RedriveWindow } from "./redrive-eligibility.ts";
import { isDone, redriveEligibility } from "./redrive-eligibility.ts";

/** A message of a dead-letter queue. */
export interface DeadLetter {
  readonly messageId: string;
  readonly receiptHandle: string;
  readonly body: string;
  /** When the message was first sent to the channel's queue. */
  readonly sentAt: Date;
}

/** A dead-letter queue. Every method may reject with `DependencyUnavailable`. */
export interface DeadLetterSource {
  /** The approximate number of messages that can be received. */
  count(): Promise<number>;
  /** Receives up to `max` messages and hides them; an empty list means that there are none. */
  receive(max: number): Promise<readonly DeadLetter[]>;
  remove(letter: DeadLetter): Promise<void>;
  /** Makes received messages visible again at once. */
  release(letters: readonly DeadLetter[]): Promise<void>;
}

export interface RedriveDependencies {
  readonly letters: DeadLetterSource;
  readonly deliveries: Pick<DeliveryStore, "read">;
  readonly queues: DeliveryQueues;
  /** How messages say whose they are. */
  readonly users: Pick<SealedUsers, "open">;
  readonly clock: Clock;
  readonly pace: Pick<Pace, "turn">;
  /** Ends the pass between two messages. */
  readonly signal: AbortSignal;
  /** Called for each message once it is handled. */
  readonly onLetter: (step: RedriveStep, tally: RedriveTally) => void;
}

export interface RedriveOptions {
  readonly channel: string;
  /** Only what failed from then on. */
  readonly since?: Date | undefined;
  /** How many messages to move at most. */
  readonly limit: number;
  /** Only says what would be done. */
  readonly dryRun: boolean;
  /** Deletes messages whose delivery will never be attempted again. */
  readonly dropEnded: boolean;
}

/** What became of a message: moved, deleted because its delivery has ended, or left and why. */
export type LetterFate = "moved" | "dropped" | Exclude<RedriveEligibility, "redrivable">;

/** What the pass did with one message. */
export interface RedriveStep {
  readonly messageId: string;
  readonly fate: LetterFate;
  /** Absent when the message is malformed. */
  readonly reference?: DeliveryReference | undefined;
  /** The delivery's last provider call that was not accepted: `twilio unavailable: http-503`. */
  readonly lastError?: string | undefined;
}

/** About how many messages there were at the start, and what became of those looked at. */
export interface RedriveTally {
  readonly waiting: number;
  readonly fates: Map<LetterFate, number>;
}

/**
 * Makes one pass over the messages that a dead-letter queue holds at its start, and moves those
 * that can be delivered back to their channel's queue. Each is sent before it is deleted: a crash
 * in between leaves a message twice, which the claim makes harmless, and never loses one. To SQS it
 * is a new message; that is what starts a new round of attempts.
 *
 * @param tally is counted up during the pass, and is right even when the pass rejects.
 * @throws DependencyUnavailable once every message under way is handled or put back.
 */
export async function redrive(
  deps: RedriveDependencies,
  options: RedriveOptions,
  tally: RedriveTally,
): Promise<void> {
  const window = { startedAt: deps.clock.now(), since: options.since };
  const kept = new Map<string, DeadLetter>();
  try {
    while (!deps.signal.aborted) {
      const max = Math.min(tally.waiting - seenIn(tally), options.limit - fateIn(tally, "moved"));
      const batch = max > 0 ? await deps.letters.receive(max) : [];
      const fresh = batch.filter(({ messageId }) => !kept.has(messageId));
      for (const letter of batch) {
        kept.set(letter.messageId, letter);
      }
      if (fresh.length === 0) {
        break;
      }
      const steps = fresh.map((letter) => take(deps, options, window, letter, kept, tally));
      const results = await Promise.allSettled(steps);
      const failure = results.find((result) => result.status === "rejected");
      if (failure) {
        throw failure.reason;
      }
    }
  } finally {
    await deps.letters.release([...kept.values()]);
  }
}

/** How many messages came to this fate. */
export function fateIn({ fates }: RedriveTally, fate: LetterFate): number {
  return fates.get(fate) ?? 0;
}

/** How many messages were looked at. */
export function seenIn({ fates }: RedriveTally): number {
  return [...fates.values()].reduce((sum, count) => sum + count, 0);
}

async function take(
  deps: RedriveDependencies,
  { channel, dryRun, dropEnded }: RedriveOptions,
  window: RedriveWindow,
  letter: DeadLetter,
  kept: Map<string, DeadLetter>,
  tally: RedriveTally,
): Promise<void> {
  const reference = readDeliveryMessage(deps.users, letter, channel);
  const records = reference && (await deps.deliveries.read(reference));
  const eligibility = records ? redriveEligibility(records, letter.sentAt, window) : "malformed";
  const fate = fateOf(eligibility, dropEnded);
  const leaves = fate === "moved" || fate === "dropped";
  if (leaves && !dryRun) {
    if (!(await deps.pace.turn(deps.signal))) {
      return;
    }
    if (fate === "moved" && reference) {
      await deps.queues.send(reference);
    }
    await deps.letters.remove(letter);
    kept.delete(letter.messageId);
  }
  tally.fates.set(fate, fateIn(tally, fate) + 1);
  const lastError = records?.delivery?.lastError;
  deps.onLetter({ messageId: letter.messageId, fate, reference, lastError }, tally);
}

function fateOf(eligibility: RedriveEligibility, dropEnded: boolean): LetterFate {
  if (eligibility === "redrivable") {
    return "moved";
  }
  return dropEnded && isDone(eligibility) ? "dropped" : eligibility;
}
