import { createHash, randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { ulid } from "ulid";
import type { Clock, Identifiers, Timer } from "../core/ports/system.ts";

/** The machine's clock. */
export const systemClock: Clock = { now: () => new Date() };

/** ULIDs, random tokens and SHA-256 fingerprints. */
export const systemIdentifiers: Identifiers = {
  notificationId: (at) => ulid(at.getTime()),
  leaseToken: () => randomUUID(),
  fingerprint: (text) => createHash("sha256").update(text).digest("base64url"),
};

/** How long work that was told to stop may take to say what it came to, in milliseconds. */
const graceMs = 100;

/** Bounds work by the machine's clock. */
export const systemTimer: Timer = {
  pause: (ms) => pause(ms),

  async limit(ms, work) {
    const controller = new AbortController();
    const running = work(controller.signal);
    const first = await before(ms, running);
    if (first !== "timed-out") {
      return first;
    }
    controller.abort(new DOMException("The time is up", "TimeoutError"));
    return before(graceMs, running);
  },
};

async function before<Result>(ms: number, running: Promise<Result>): Promise<Result | "timed-out"> {
  const { promise: timedOut, resolve } = Promise.withResolvers<"timed-out">();
  const timeout = setTimeout(() => resolve("timed-out"), ms);
  try {
    return await Promise.race([running, timedOut]);
  } finally {
    clearTimeout(timeout);
  }
}
