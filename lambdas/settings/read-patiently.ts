import type { CopiedParameters, ReadParameters } from "../core/ports/parameters.ts";
import type { Clock } from "../core/ports/system.ts";
import { DependencyUnavailable } from "../core/ports/unavailable.ts";

/** How a function waits that has no values to go by. */
export interface Patience {
  /** Milliseconds after which it gives up. */
  readonly patienceMs: number;
  /** At least 0, below 1. */
  readonly random: () => number;
  readonly pause: (ms: number) => Promise<void>;
}

/** What a cold function reads from. */
export interface ColdSources extends Patience {
  readonly read: ReadParameters;
  /** What cold functions share; `undefined` where that does not have every name. */
  readonly readCopy: () => Promise<CopiedParameters | undefined>;
  readonly clock: Clock;
}

/** What a cold function reads: from SSM, or where that did not work, from the copy. */
export type ColdReading =
  | { readonly texts: Awaited<ReturnType<ReadParameters>> }
  | { readonly copy: CopiedParameters; readonly error: DependencyUnavailable };

/** Seconds for which a copy is as good as a reading: it is renewed more often while there is traffic. */
export const recentCopySeconds = 120;

const firstPauseMs = 100;
const maxPauseMs = 1_000;

/**
 * Reads parameters that were never read before: again and again with growing, random pauses, so that
 * functions that start together do not ask together. A recent copy ends the wait at once, an older
 * one when patience is at its end.
 *
 * @throws DependencyUnavailable when patience is at its end and there is no copy.
 */
export async function readPatiently(
  names: readonly string[],
  { read, readCopy, clock, random, pause, patienceMs }: ColdSources,
): Promise<ColdReading> {
  const until = clock.now().getTime() + patienceMs;
  for (let maxMs = firstPauseMs; ; maxMs = Math.min(2 * maxMs, maxPauseMs)) {
    try {
      return { texts: await read(names) };
    } catch (error) {
      if (!(error instanceof DependencyUnavailable)) {
        throw error;
      }
      const copy = await readCopy();
      const now = clock.now().getTime();
      const pauseMs = maxMs * (0.5 + random() / 2);
      const isLast = now + pauseMs >= until;
      if (copy && (isLast || now - copy.writtenAt.getTime() < recentCopySeconds * 1000)) {
        return { copy, error };
      }
      if (isLast) {
        throw error;
      }
      await pause(pauseMs);
    }
  }
}
