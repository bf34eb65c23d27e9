import { readDeliveryMessage } from "../../lambdas/adapters/delivery-message.ts";
import type { DeliveryReference } from "../../lambdas/core/delivery-reference.ts";
import type { Clock, DeliveryQueues, DeliveryStore } from "../../lambdas/core/ports.ts";
import type { Pace } from "../pace.ts";
import type { RedriveEligibility, RedriveWindow } from "./redrive-eligibility.ts";
import { isDone, redriveEligibility } from "./redrive-eligibility.ts";

/** A message of a dead-letter queue. */
export interface DeadLetter {
  readonly messageId: string;
  readonly receiptHandle: string;
  readonly body: string;
  /** When it was first sent. */
  readonly sentAt: Date;
}

/** A dead-letter queue. Every method may reject with `DependencyUnavailable`. */
export interface DeadLetterSource {
  /** About how many messages can be received. */
  count(): Promise<number>;
  /** Receives up to `max` messages and hides them; an empty list means that there are none. */
  receive(max: number): Promise<readonly DeadLetter[]>;
  remove(letter: DeadLetter): Promise<void>;
  /** Makes received ones visible again at once. */
  release(letters: readonly DeadLetter[]): Promise<void>;
}

export interface RedriveDependencies {
  readonly letters: DeadLetterSource;
  readonly deliveries: Pick<DeliveryStore, "read">;
  readonly queues: DeliveryQueues;
  readonly clock: Clock;
  readonly pace: Pick<Pace, "turn">;
  /** Ends the pass between two messages. */
  readonly signal: AbortSignal;
  /** Told of each message, once it is done with. */
  readonly onLetter: (step: RedriveStep, tally: RedriveTally) => void;
}

export interface RedriveOptions {
  readonly channel: string;
  /** Only what failed from then on. */
  readonly since?: Date | undefined;
  /** Moves so many messages at most. */
  readonly limit: number;
  /** Changes nothing. */
  readonly dryRun: boolean;
  /** Deletes messages whose delivery will never be taken up again. */
  readonly dropEnded: boolean;
}

/** What became of a message: moved, deleted as its delivery has ended, or left for that reason. */
export type LetterFate = "moved" | "dropped" | Exclude<RedriveEligibility, "redrivable">;

/** One message's way through the pass. */
export interface RedriveStep {
  readonly messageId: string;
  readonly fate: LetterFate;
  /** Absent when it is malformed. */
  readonly reference?: DeliveryReference | undefined;
  /** The last provider call of the delivery that was not accepted: `twilio unavailable: http-503`. */
  readonly lastError?: string | undefined;
}

/** How many messages there were about at the start, and what became of those looked at. */
export interface RedriveTally {
  readonly waiting: number;
  readonly fates: Map<LetterFate, number>;
}

/**
 * Makes one pass over what a dead-letter queue holds at its start, and moves what can be delivered
 * back to its channel's queue. It sends before it deletes: a crash in between leaves a message
 * twice, which claims make harmless, and never loses one. Sending makes it a new message, which is
 * what starts a new round of attempts.
 *
 * @param tally counts as the pass goes on; it is right also when the pass rejects.
 * @throws DependencyUnavailable once every message under way is done with or put back.
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

/** How many messages came to a fate. */
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
  const reference = readDeliveryMessage(letter, channel);
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
