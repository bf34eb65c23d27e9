import type { Delivery } from "./delivery.ts";
import type { Notification } from "./notification.ts";

/**
 * Why a delivery that has not ended does not move: no attempt was ever made at it, the function
 * that claimed it died and no other one took it up, or its next attempt is overdue.
 */
export type StuckReason = "never-claimed" | "lease-ended" | "attempt-overdue";

/** How long each step may take before it counts as stuck, in milliseconds. */
export interface Patience {
  /** After the moment at which a delivery was due. */
  readonly slackMs: number;
  /** For which a message stays away when the function that received it dies. */
  readonly visibilityMs: number;
}

/** What the decision goes by. */
export interface WaitingRecords {
  readonly notification: Pick<Notification, "registeredAt">;
  /** Absent where there is no record yet. */
  readonly delivery?: Pick<Delivery, "status" | "leaseUntil" | "nextAttemptAt"> | undefined;
}

/** Whether a delivery is stuck: accepted, not ended, and not due any more; `undefined` if not. */
export function whyStuck(
  { notification, delivery }: WaitingRecords,
  now: Date,
  { slackMs, visibilityMs }: Patience,
): StuckReason | undefined {
  const isPast = (due: Date, ms: number) => now.getTime() > due.getTime() + ms;
  if (delivery === undefined || delivery.status === "queued") {
    return isPast(notification.registeredAt, slackMs) ? "never-claimed" : undefined;
  }
  if (delivery.status === "sending") {
    return isPast(delivery.leaseUntil, visibilityMs + slackMs) ? "lease-ended" : undefined;
  }
  if (delivery.status !== "retrying" || delivery.nextAttemptAt === undefined) return undefined;
  return isPast(delivery.nextAttemptAt, slackMs) ? "attempt-overdue" : undefined;
}
