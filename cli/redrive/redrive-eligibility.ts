import { hasEnded } from "../../lambdas/core/delivery.ts";
import type { DeliveryRecords } from "../../lambdas/core/ports/records.ts";

/**
 * Whether a dead letter is `redrivable`, or why it stays where it is: it names no delivery
 * (`malformed`), its notification is gone (`erased`), its delivery ended in some other way than by
 * using up its attempts (`ended`), it is too late to call a provider for it (`expired`), it failed
 * before `--since` (`earlier`), or it was queued after the pass began (`new`).
 */
export type RedriveEligibility =
  | "redrivable"
  | "malformed"
  | "erased"
  | "ended"
  | "expired"
  | "earlier"
  | "new";

/** Which dead letters a pass takes up. */
export interface RedriveWindow {
  /** When the pass began. */
  readonly startedAt: Date;
  /** Only what failed from then on. */
  readonly since?: Date | undefined;
}

/**
 * Says whether a dead letter that names a delivery can be redriven.
 *
 * Its delivery failed when its record was last written. A message keeps the time it was first sent,
 * which may be hours earlier; that time counts only where no attempt ever wrote a record.
 *
 * @param sentAt when the message was first sent.
 */
export function redriveEligibility(
  { notification, delivery }: DeliveryRecords,
  sentAt: Date,
  { startedAt, since }: RedriveWindow,
): RedriveEligibility {
  if (sentAt >= startedAt) {
    return "new";
  }
  if (since !== undefined && (delivery?.updatedAt ?? sentAt) < since) {
    return "earlier";
  }
  if (notification === undefined) {
    return "erased";
  }
  if (delivery && hasEnded(delivery.status) && delivery.failureReason !== "attempts-exhausted") {
    return "ended";
  }
  const { expiresAt } = notification;
  return expiresAt !== undefined && expiresAt <= startedAt ? "expired" : "redrivable";
}

/** Whether the message can be deleted without loss: its delivery will never be attempted again. */
export function isDone(eligibility: RedriveEligibility): boolean {
  return eligibility === "erased" || eligibility === "ended" || eligibility === "expired";
}
