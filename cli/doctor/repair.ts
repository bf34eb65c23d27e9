import type { DeliveryQueues } from "../../lambdas/core/ports.ts";
import type { Report } from "../../terminal/progress.ts";
import type { Pace } from "../pace.ts";
import type { StuckDelivery } from "./find-stuck.ts";

/** What repairing needs. */
export interface RepairDependencies {
  readonly queues: DeliveryQueues;
  readonly pace: Pick<Pace, "turn">;
  readonly report: Report;
  /** Ends it between two messages. */
  readonly signal: AbortSignal;
}

/**
 * Queues deliveries again. A delivery whose message is there after all has two then, which claims
 * make harmless.
 *
 * @returns how many were queued.
 * @throws DependencyUnavailable at the first that may not have been.
 */
export async function repair(
  { queues, pace, report, signal }: RepairDependencies,
  stuck: readonly StuckDelivery[],
): Promise<number> {
  let queued = 0;
  for (const { reference } of stuck) {
    if (!(await pace.turn(signal))) {
      break;
    }
    await queues.send(reference);
    queued += 1;
    report(`${queued} of ${stuck.length}`);
  }
  return queued;
}
