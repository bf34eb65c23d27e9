import fc from "fast-check";
import { expect, test } from "vitest";
import { maximumAttempts, retryDelaySeconds } from "../../../lambdas/core/retry-delay.ts";

const policy = { retryDelaysSeconds: [10, 60, 600], afterUnknown: "resend" } as const;

test("there is one attempt more than there are delays", () => {
  expect(maximumAttempts(policy)).toBe(4);
});

test.each([
  [1, 0, 10],
  [2, 0, 60],
  [3, 0, 600],
  [3, 0.999, 720],
  [4, 0.5, 0],
  [9, 0.5, 0],
])("receive %i with chance %f comes back after %i s", (receive, random, expected) => {
  expect(retryDelaySeconds(policy, receive, random)).toBe(expected);
});

test("no delay goes beyond what is left of 12 hours, whatever the jitter", () => {
  const longest = { retryDelaysSeconds: [42_300], afterUnknown: "resend" } as const;
  expect(retryDelaySeconds(longest, 1, 0.999)).toBe(12 * 3_600 - 15 * 60);
});

test("jitter only draws a delay out, by a fifth at most", () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 0.999, noNaN: true }), (random) => {
      const delay = retryDelaySeconds(policy, 3, random);
      return delay >= 600 && delay <= 720;
    }),
  );
});
