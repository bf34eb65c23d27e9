import type { Delivery } from "./delivery.ts";
import { diedInLastAttempt } from "./delivery.ts";
import type { Notification } from "./notification.ts";

/**
 * Why a delivery that has not ended does not move: no attempt was ever made at it, the function
 * that claimed it died and no other one took it up, or its next attempt is overdue.
 */
export type StuckReason = "never-claimed" | "lease-ended" | "attempt-overdue";

/** What a delivery's record says of its latest step. */
export type StepRecord = Pick<
  Delivery,
  "status" | "lastAttempt" | "leaseUntil" | "nextAttemptAt" | "updatedAt"
>;

/** What the decision is made from. */
export interface WaitingRecords {
  readonly notification: Pick<Notification, "registeredAt">;
  /** Absent where there is no record yet. */
  readonly delivery?: StepRecord | undefined;
}

/**
 * Why a delivery is stuck: accepted, not ended, and overdue; `undefined` if it is not. One
 * whose function died in its last attempt has ended: its message is in the dead-letter queue.
 *
 * @param patienceMs how long after it was due its message may still come back: at least the queue's
 * visibility timeout, for which a message stays away when the function that received it dies.
 */
export function whyStuck(
  { notification, delivery }: WaitingRecords,
  now: Date,
  patienceMs: number,
): StuckReason | undefined {
  const isLate = (due: Date) => now.getTime() > due.getTime() + patienceMs;
  switch (delivery?.status) {
    case undefined:
      return isLate(notification.registeredAt) ? "never-claimed" : undefined;
    case "queued":
      return isLate(delivery.updatedAt) ? "never-claimed" : undefined;
    case "sending":
      if (diedInLastAttempt(delivery)) {
        return undefined;
      }
      return isLate(delivery.leaseUntil) ? "lease-ended" : undefined;
    case "retrying":
      return delivery.nextAttemptAt && isLate(delivery.nextAttemptAt)
        ? "attempt-overdue"
        : undefined;
    default:
      return undefined;
  }
}
