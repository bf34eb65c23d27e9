/** One user's clock hour, UTC. */
export interface ThrottleWindow {
  /** `2026-11-23T15` */
  readonly name: string;
  readonly endsAt: Date;
}

const hourMs = 3_600_000;

/** The window that a moment is in. */
export function throttleWindowAt(now: Date): ThrottleWindow {
  const start = Math.floor(now.getTime() / hourMs) * hourMs;
  return {
    name: new Date(start).toISOString().slice(0, "2026-11-23T15".length),
    endsAt: new Date(start + hourMs),
  };
}

/** Whole seconds until a window ends, at least 1. */
export function secondsUntilEnd(window: ThrottleWindow, now: Date): number {
  return Math.max(1, Math.ceil((window.endsAt.getTime() - now.getTime()) / 1000));
}
