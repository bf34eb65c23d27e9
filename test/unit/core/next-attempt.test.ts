import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  pauseSeconds,
  waitInQueueSeconds,
  waitSeconds,
} from "../../../lambdas/core/next-attempt.ts";
import { isRunningOut, maxDaysWaiting, maxReceivesOf } from "../../../lambdas/core/receive.ts";

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

describe("a message that nobody can claim", () => {
  const sentAt = new Date("2026-11-23T15:20:05.123Z");
  const waitAfter = (ageSeconds: number, count: number, random: number) => {
    const at = new Date(sentAt.getTime() + ageSeconds * 1000);
    return waitInQueueSeconds({ count, sentAt, deadline: at }, at, random);
  };

  test.each([
    ["is soon back when it came for the first time", 0, 1, 0.999, 1],
    ["is soon back though it lay there for a day", 86_400, 1, 0.999, 1],
    ["waits twice as long each time", 86_400, 4, 0, 8],
    ["waits twice as long each time, and up to a fifth more", 86_400, 6, 0.999, 38],
    ["waits for a share of its time in the queue at most", 3_600, 20, 0, 180],
    ["waits for a share of its time in the queue at most", 3_600, 20, 0.999, 719],
    ["waits for a second where SQS's clock is ahead", -5, 20, 0, 1],
    ["waits for what SQS takes at most", 7 * 86_400, 115, 0.999, 42_300],
  ])("%s: after %i s, at receive %i, by chance %f for %i s", (_, age, count, random, seconds) => {
    expect(waitAfter(age, count, random)).toBe(seconds);
  });

  test("comes back few enough times in all the days that it may wait", () => {
    let [ageSeconds, count] = [0, 0];
    while (ageSeconds < maxDaysWaiting * 86_400) {
      count += 1;
      ageSeconds += waitAfter(ageSeconds, count, count % 2 === 0 ? 0.2 : 0.8);
    }
    const policy = { afterUnknown: "resend", order: "listed", retryDelaysSeconds: [] } as const;
    const receive = { count, sentAt, deadline: sentAt };
    expect(isRunningOut(receive, { ...policy, maxReceives: maxReceivesOf(policy) })).toBe(false);
  });
});

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
