import { randomUUID } from "node:crypto";
import { ulid } from "ulid";
import type { Clock, Identifiers, Timer } from "../core/ports.ts";

/** The machine's clock. */
export const systemClock: Clock = { now: () => new Date() };

/** ULIDs and random tokens. */
export const systemIdentifiers: Identifiers = {
  notificationId: (at) => ulid(at.getTime()),
  leaseToken: () => randomUUID(),
};

/** Bounds work by the machine's clock. */
export const systemTimer: Timer = {
  async limit(ms, work) {
    const controller = new AbortController();
    const { promise: timedOut, resolve } = Promise.withResolvers<"timed-out">();
    const timeout = setTimeout(() => {
      controller.abort(
        new DOMException("The time-out of a provider call was reached", "TimeoutError"),
      );
      resolve("timed-out");
    }, ms);
    try {
      return await Promise.race([work(controller.signal), timedOut]);
    } finally {
      clearTimeout(timeout);
    }
  },
};
