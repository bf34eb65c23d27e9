import type { Clock, Timer } from "../../../lambdas/core/ports/system.ts";

/** A clock that stands still until a test, or a call that takes time, advances it. */
export class VirtualTime implements Clock, Timer {
  #now: number;

  constructor(start = "2026-11-23T15:20:00.000Z") {
    this.#now = new Date(start).getTime();
  }

  now(): Date {
    return new Date(this.#now);
  }

  advance(ms: number): void {
    this.#now += ms;
  }

  async pause(ms: number): Promise<void> {
    this.advance(ms);
  }

  /** Cuts off work that never settles at once, and advances the clock by its limit. */
  async limit<Result>(
    ms: number,
    work: (signal: AbortSignal) => Promise<Result>,
  ): Promise<Result | "timed-out"> {
    const controller = new AbortController();
    const running = work(controller.signal);
    const settled = await Promise.race([running, afterMicrotasks()]);
    if (settled !== stillRunning) {
      return settled;
    }
    this.advance(ms);
    controller.abort();
    return "timed-out";
  }
}

const stillRunning = Symbol("still running");

async function afterMicrotasks(): Promise<typeof stillRunning> {
  for (let turn = 0; turn < 50; turn += 1) {
    await Promise.resolve();
  }
  return stillRunning;
}
