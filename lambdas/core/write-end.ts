import type { Delivery } from "./delivery.ts";
import type { DeliveryStore } from "./ports/records.ts";
import type { Clock, Timer } from "./ports/system.ts";
import { DependencyUnavailable } from "./ports/unavailable.ts";

/** What writing the claim and the end of an attempt needs. */
export interface WriteDependencies {
  readonly deliveries: Pick<DeliveryStore, "write">;
  readonly clock: Clock;
  readonly timer: Timer;
  /** At least 0, below 1. */
  readonly random: () => number;
}

/** The times of the receive that a write belongs to. */
export interface WriteTimes {
  /** When the function is stopped. */
  readonly deadline: Date;
  /** Before the delivery's records were read. */
  readonly readAt: Date;
}

/** Milliseconds kept free at the end of a function's time for writing what happened. */
export const writeReserveMs = 4_000;

/** Milliseconds of the reserve that are left for putting the message back. */
const putBackReserveMs = 500;

const firstPauseMs = 100;
const maxPauseMs = 1_000;

/**
 * Writes a claim. One whose response is lost may be there: given up at once, it would count as an
 * attempt of a function that died, and be marked as a possible duplicate. So it is tried again, as an
 * end is, as long as there may be time for a provider.
 *
 * @returns whether it was written; not if another write came first.
 * @throws DependencyUnavailable when that time is used.
 */
export function writeClaim(
  deps: WriteDependencies,
  claim: Delivery,
  { deadline, readAt }: WriteTimes,
): Promise<boolean> {
  return writeUntil(deps, claim, readAt, deadline.getTime() - writeReserveMs);
}

/**
 * Writes what an attempt came to. A write that fails is tried again, after pauses that grow, until the
 * function's time is used: what a provider said is known now, and to nobody else.
 *
 * @returns whether it was written; not if another write came first.
 * @throws DependencyUnavailable when the time is used.
 */
export function writeEnd(
  deps: WriteDependencies,
  next: Delivery,
  { deadline, readAt }: WriteTimes,
): Promise<boolean> {
  return writeUntil(deps, next, readAt, deadline.getTime() - putBackReserveMs);
}

async function writeUntil(
  deps: WriteDependencies,
  next: Delivery,
  readAt: Date,
  until: number,
): Promise<boolean> {
  const leftMs = () => until - deps.clock.now().getTime();
  for (let tries = 0; ; tries += 1) {
    try {
      return await writeWithin(deps, next, readAt, Math.max(0, leftMs()));
    } catch (error) {
      const pauseMs = pauseAfter(tries, deps.random());
      if (!(error instanceof DependencyUnavailable) || pauseMs >= leftMs()) {
        throw error;
      }
      await deps.timer.pause(pauseMs);
    }
  }
}

async function writeWithin(
  { deliveries, timer }: WriteDependencies,
  next: Delivery,
  readAt: Date,
  ms: number,
): Promise<boolean> {
  const isWritten = await timer.limit(ms, () => deliveries.write(next, readAt));
  if (isWritten === "timed-out") {
    throw new DependencyUnavailable("DynamoDB", new Error("the function's time is used"));
  }
  return isWritten;
}

/** Twice as long each time, up to a limit, and at random down to half of that. */
function pauseAfter(tries: number, random: number): number {
  return Math.min(firstPauseMs * 2 ** tries, maxPauseMs) * (0.5 + random / 2);
}
