import { setTimeout as sleep } from "node:timers/promises";

/** Hands out turns at a limited rate. Several callers may wait at the same time. */
export class Pace {
  readonly #intervalMs: number;
  #nextAt = 0;

  /** @param perSecond turns per second. */
  constructor(perSecond: number) {
    this.#intervalMs = 1_000 / perSecond;
  }

  /** Waits for the next turn; returns `false`, for no turn, once the signal has aborted. */
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
