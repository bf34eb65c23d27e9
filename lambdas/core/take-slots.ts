import type { LimitStep, SlotsTaken } from "./limit-steps.ts";
import { DependencyUnavailable } from "./ports/unavailable.ts";

/**
 * Takes a notification's slots one after the other. Where one limit has none left, those that were
 * taken are given back, so that a notification that is not accepted uses up nothing.
 *
 * @throws DependencyUnavailable when a slot may not have been taken. What was taken stays so, as
 * after a crash.
 */
export async function takeSlots(steps: readonly LimitStep[]): Promise<SlotsTaken> {
  let all: SlotsTaken = {};
  for (const [index, step] of steps.entries()) {
    const taken = await step.take();
    if (taken.over !== undefined) {
      await Promise.all(steps.slice(0, index).map(releaseIfPossible));
      return taken;
    }
    all = { ...all, ...taken };
  }
  return all;
}

/** A slot that stays taken lets one message fewer through, and never one too many. */
async function releaseIfPossible(step: LimitStep): Promise<void> {
  try {
    await step.release();
  } catch (error) {
    if (!(error instanceof DependencyUnavailable)) {
      throw error;
    }
  }
}
