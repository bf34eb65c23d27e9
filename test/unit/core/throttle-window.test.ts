import { expect, test } from "vitest";
import { dayAt, secondsUntilEnd, throttleWindowAt } from "../../../lambdas/core/throttle-window.ts";

test.each([
  ["2026-11-23T15:00:00.000Z", "2026-11-23T15", 3_600],
  ["2026-11-23T15:59:59.999Z", "2026-11-23T15", 1],
  ["2026-11-23T16:00:00.000Z", "2026-11-23T16", 3_600],
  ["2026-12-31T23:30:00.000Z", "2026-12-31T23", 1_800],
])("%s is in %s, which ends in %i s", (moment, name, seconds) => {
  const now = new Date(moment);
  const window = throttleWindowAt(now);
  expect(window.name).toBe(name);
  expect(secondsUntilEnd(window, now)).toBe(seconds);
});

test.each([
  ["2026-11-23T00:00:00.000Z", "2026-11-23", 86_400],
  ["2026-11-23T23:59:59.999Z", "2026-11-23", 1],
  ["2026-12-31T12:00:00.000Z", "2026-12-31", 43_200],
])("%s is in the day %s, which ends in %i s", (moment, name, seconds) => {
  const now = new Date(moment);
  expect(dayAt(now).name).toBe(name);
  expect(secondsUntilEnd(dayAt(now), now)).toBe(seconds);
});
