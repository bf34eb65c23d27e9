import { setTimeout as sleep } from "node:timers/promises";

/** How long to ask, and how often. */
export interface WaitOptions {
  readonly timeoutMs?: number;
  readonly intervalMs?: number;
  /** Aborting it ends the wait with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Asks again and again until there is a result.
 *
 * @param what names what is waited for, in the error when the time is up.
 * @param ask returns `undefined` for "not yet". If it throws, the wait ends with its error.
 * @throws Error when `timeoutMs` (30 s by default) pass without a result.
 */
export async function waitFor<Result>(
  what: string,
  ask: () => Promise<Result | undefined>,
  { timeoutMs = 30_000, intervalMs = 50, signal }: WaitOptions = {},
): Promise<Result> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    signal?.throwIfAborted();
    const result = await ask();
    if (result !== undefined) {
      return result;
    }
    if (Date.now() > deadline) {
      throw new Error(`${what}: not within ${timeoutMs / 1_000} s`);
    }
    await sleep(intervalMs);
  }
}
