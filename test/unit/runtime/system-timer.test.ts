import { expect, test } from "vitest";
import { systemTimer } from "../../../lambdas/runtime/system.ts";

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
