import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  pauseSeconds,
  waitInQueueSeconds,
  waitSeconds,
} from "../../../lambdas/core/next-attempt.ts";
import { maxDaysWaiting } from "../../../lambdas/core/receive.ts";

describe("a wait", () => {
  test.each([
    ["the first is short", {}, 0, 1],
    ["the first is short, whatever chance says", {}, 0.999, 4],
    ["is no longer after the first few seconds", { waitedSeconds: 20 }, 0.999, 4],
    ["grows with all that was waited", { waitedSeconds: 1_000 }, 0, 50],
    ["grows with all that was waited", { waitedSeconds: 1_000 }, 0.5, 125],
    ["grows with all that was waited", { waitedSeconds: 1_000 }, 0.999, 200],
    ["is at most what SQS takes", { waitedSeconds: 10_000_000 }, 0, 42_300],
    ["is what the provider asks for", { retryAfterSeconds: 30 }, 0, 30],
    ["draws that out by a fifth at most", { retryAfterSeconds: 30 }, 0.999, 36],
    ["is not shorter for a provider that asks for less", { retryAfterSeconds: 0 }, 0.5, 3],
    ["is at most what SQS takes", { retryAfterSeconds: 86_400 }, 0, 42_300],
  ])("%s: %j by chance %f is %i s", (_, wait, random, seconds) => {
    expect(waitSeconds({ ...wait, random })).toBe(seconds);
  });

  test("is never none", () => {
    const chance = fc.double({ min: 0, max: 0.999_999, noNaN: true });
    fc.assert(fc.property(chance, (random) => waitSeconds({ random }) >= 1));
  });

  test("comes fewer than a hundred times in all the days that a message may wait", () => {
    let [waitedSeconds, waits] = [0, 0];
    while (waitedSeconds < maxDaysWaiting * 86_400) {
      waitedSeconds += waitSeconds({ waitedSeconds, random: waits % 2 === 0 ? 0.2 : 0.8 });
      waits += 1;
    }
    expect(waits).toBeLessThan(100);
  });
});

test.each([
  [0, 0.999, 4],
  [3_600, 0, 180],
  [3_600, 0.999, 719],
  [-5, 0, 1],
])(
  "a message that nobody can claim, sent %i s ago, waits by chance %f for %i s",
  (ago, random, seconds) => {
    const at = new Date("2026-11-23T15:20:05.123Z");
    const sentAt = new Date(at.getTime() - ago * 1000);
    const receive = { count: 1, sentAt, deadline: at };
    expect(waitInQueueSeconds(receive, at, random)).toBe(seconds);
  },
);

test.each([
  [1, 0, 1],
  [2, 0, 2],
  [6, 0.999, 38],
  [10, 0, 512],
  [11, 0, 900],
  [120, 0.999, 1_080],
])(
  "a message whose delivery is out of reach at receive %i, by chance %f, pauses %i s",
  (receive, random, seconds) => {
    expect(pauseSeconds(receive, random)).toBe(seconds);
  },
);
