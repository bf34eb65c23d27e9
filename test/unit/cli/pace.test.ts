import { expect, test } from "vitest";
import { Pace } from "../../../cli/pace.ts";

test("turns come no faster than the rate, also when asked for at the same time", async () => {
  const pace = new Pace(100);
  const { signal } = new AbortController();
  const start = performance.now();
  const turns = await Promise.all(Array.from({ length: 11 }, () => pace.turn(signal)));
  expect(performance.now() - start).toBeGreaterThanOrEqual(98);
  expect(turns.every(Boolean)).toBe(true);
});

test("there is no turn once it was stopped, and nobody waits on", async () => {
  const pace = new Pace(1 / 3_600);
  const controller = new AbortController();
  expect(await pace.turn(controller.signal)).toBe(true);
  const waiting = pace.turn(controller.signal);
  controller.abort();
  expect(await waiting).toBe(false);
});
