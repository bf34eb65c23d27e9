import { afterEach, expect, test, vi } from "vitest";
import { systemTimer } from "../../../lambdas/runtime/system.ts";

afterEach(() => {
  vi.useRealTimers();
});

test("work that is done in time is not told to stop", async () => {
  let given: AbortSignal | undefined;
  const result = await systemTimer.limit(1_000, async (signal) => {
    given = signal;
    return "done";
  });
  expect(result).toBe("done");
  expect(given?.aborted).toBe(false);
});

test("work that does not heed its signal is left behind", async () => {
  expect(await systemTimer.limit(5, () => new Promise(() => {}))).toBe("timed-out");
});

test("work that heeds its signal may still say what it came to", async () => {
  const heedful = (signal: AbortSignal) =>
    new Promise<string>((resolve) => {
      signal.addEventListener("abort", () => setTimeout(resolve, 1, "never connected"));
    });
  expect(await systemTimer.limit(5, heedful)).toBe("never connected");
});

test("work is told that its time is up, as a time-out is", async () => {
  let reason: unknown;
  await systemTimer.limit(5, async (signal) => {
    await new Promise((resolve) => signal.addEventListener("abort", resolve));
    reason = signal.reason;
  });
  expect(reason).toMatchObject({ name: "TimeoutError" });
});

test("nothing is left to wait for once work is done", async () => {
  vi.useFakeTimers();
  await systemTimer.limit(60_000, async () => "done");
  expect(vi.getTimerCount()).toBe(0);
});

test("a pause lasts as long as it is told", async () => {
  const start = performance.now();
  await systemTimer.pause(20);
  expect(performance.now() - start).toBeGreaterThanOrEqual(19);
});
