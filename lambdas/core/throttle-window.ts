/** A clock hour or a day, UTC, in which something is counted. */
export interface CountingWindow {
  /** `2026-11-23T15`, `2026-11-23` */
  readonly name: string;
  readonly endsAt: Date;
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** The throttle window that a moment is in: one user's clock hour. */
export function throttleWindowAt(now: Date): CountingWindow {
  return windowAt(now, hourMs, "2026-11-23T15".length);
}

/** The day that a moment is in. */
export function dayAt(now: Date): CountingWindow {
  return windowAt(now, dayMs, "2026-11-23".length);
}

function windowAt(now: Date, lengthMs: number, nameLength: number): CountingWindow {
  const start = Math.floor(now.getTime() / lengthMs) * lengthMs;
  return {
    name: new Date(start).toISOString().slice(0, nameLength),
    endsAt: new Date(start + lengthMs),
  };
}

/** Whole seconds until a window ends, at least 1. */
export function secondsUntilEnd(window: CountingWindow, now: Date): number {
  return Math.max(1, Math.ceil((window.endsAt.getTime() - now.getTime()) / 1000));
}
