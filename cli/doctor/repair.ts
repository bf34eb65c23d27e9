import type { DeliveryQueues } from "../../lambdas/core/ports/configuration.ts";
import type { Report } from "../../terminal/progress.ts";
import type { Pace } from "../pace.ts";
import type { StuckDelivery } from "./find-stuck.ts";

/** What repairing needs. */
export interface RepairDependencies {
  readonly queues: DeliveryQueues;
  readonly pace: Pick<Pace, "turn">;
  readonly report: Report;
  /** Ends the repair between two messages. */
  readonly signal: AbortSignal;
}

/**
 * Queues deliveries again. If a delivery's first message still exists after all, there are two of
 * them; the claim makes the second one harmless.
 *
 * @returns how many deliveries were queued.
 * @throws DependencyUnavailable at the first send that may have failed.
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
