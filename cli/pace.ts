import { setTimeout as sleep } from "node:timers/promises";

/** Hands out turns at a bounded rate, also to callers that wait for them at the same time. */
export class Pace {
  readonly #intervalMs: number;
  #nextAt = 0;

  /** @param perSecond turns per second. */
  constructor(perSecond: number) {
    this.#intervalMs = 1_000 / perSecond;
  }

  /** Waits for a turn; returns whether there is one: there is none once the signal has aborted. */
  async turn(signal: AbortSignal): Promise<boolean> {
    const now = performance.now();
    const at = Math.max(now, this.#nextAt);
    this.#nextAt = at + this.#intervalMs;
    if (at > now) {
      await sleep(at - now, undefined, { signal }).catch(() => {});
    }
    return !signal.aborted;
  }
}
