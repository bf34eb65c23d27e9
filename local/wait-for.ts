import { setTimeout as sleep } from "node:timers/promises";

/** How long to go on asking, and how often. */
export interface WaitOptions {
  readonly timeoutMs?: number;
  readonly intervalMs?: number;
  /** Ends the wait, with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Asks again and again until there is an answer.
 *
 * @param what what is waited for; named when the time is up.
 * @param ask returns `undefined` for "not yet". An error it throws ends the wait.
 * @throws Error when `timeoutMs` (30 s) pass without an answer.
 */
export async function waitFor<Answer>(
  what: string,
  ask: () => Promise<Answer | undefined>,
  { timeoutMs = 30_000, intervalMs = 50, signal }: WaitOptions = {},
): Promise<Answer> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    signal?.throwIfAborted();
    const response = await ask();
    if (response !== undefined) {
      return response;
    }
    if (Date.now() > deadline) {
      throw new Error(`${what}: not within ${timeoutMs / 1_000} s`);
    }
    await sleep(intervalMs);
  }
}
