import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Outcome } from "../../../lambdas/core/outcome.ts";
import { withRetryAfter } from "../../../lambdas/providers/retry-after.ts";

beforeEach(() => {
  vi.useFakeTimers({ now: new Date("2026-11-23T15:20:00.500Z") });
});

afterEach(() => {
  vi.useRealTimers();
});

test.each([
  ["seconds", "7", { retryAfterSeconds: 7 }],
  ["none", "0", { retryAfterSeconds: 0 }],
  ["a date", "Mon, 23 Nov 2026 15:21:00 GMT", { retryAfterSeconds: 60 }],
  ["a date that has passed", "Mon, 23 Nov 2026 15:19:00 GMT", { retryAfterSeconds: 0 }],
  ["neither", "soon", {}],
  ["a number that is too long to be one", "1".repeat(10), {}],
  ["nothing", undefined, {}],
])("a provider that is too busy and asks for %s", (_, text, expected) => {
  const outcome: Outcome = { kind: "throttled", code: "http-429" };
  const headers = text === undefined ? {} : { "retry-after": text };
  expect(withRetryAfter(outcome, { headers })).toEqual({ ...outcome, ...expected });
});

test.each([
  ["milliseconds", { "x-amz-retry-after": "1500" }, { retryAfterSeconds: 2 }],
  ["what is no number", { "x-amz-retry-after": "-1" }, {}],
  ["both", { "x-amz-retry-after": "1500", "retry-after": "7" }, { retryAfterSeconds: 7 }],
])("AWS, asking by its own header for %s", (_, headers, expected) => {
  const outcome: Outcome = { kind: "throttled", code: "Throttling" };
  expect(withRetryAfter(outcome, { headers })).toEqual({ ...outcome, ...expected });
});

test("any other outcome stays as it is", () => {
  const outcome: Outcome = { kind: "unavailable", code: "http-503" };
  expect(withRetryAfter(outcome, { headers: { "retry-after": "7" } })).toBe(outcome);
});
