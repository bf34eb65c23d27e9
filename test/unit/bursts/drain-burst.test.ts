import { expect, test } from "vitest";
import { drainBurst } from "./drain-burst.ts";

test.each([
  { messages: 200, perSecond: 1, receivedPerSecond: 200 },
  { messages: 200, perSecond: 1, receivedPerSecond: 20 },
  { messages: 6_000, perSecond: 14, receivedPerSecond: 200 },
])(
  "a burst of $messages at $perSecond/s, received $receivedPerSecond/s, is drained in time",
  async (burst) => {
    const { seconds, deadLetters, receivesEach } = await drainBurst(burst);
    expect(deadLetters).toBe(0);
    expect(seconds).toBeLessThan((1.5 * burst.messages) / burst.perSecond);
    expect(receivesEach).toBeLessThan(30);
  },
  60_000,
);
