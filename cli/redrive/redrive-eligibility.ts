import { hasEnded } from "../../lambdas/core/delivery.ts";
import type { DeliveryRecords } from "../../lambdas/core/ports.ts";

/**
 * What a dead letter is: `redrivable`, or why it stays where it is. It names no delivery
 * (`malformed`); its notification is gone (`erased`), its delivery ended otherwise than by its
 * attempts being used up (`ended`), or no provider would be called for it any more (`expired`); it
 * failed before `--since` (`earlier`), or was queued after the pass began (`new`).
 */
export type RedriveEligibility =
  | "redrivable"
  | "malformed"
  | "erased"
  | "ended"
  | "expired"
  | "earlier"
  | "new";

/** What dead letters are judged by. */
export interface JudgedBy {
  /** When the pass began. */
  readonly startedAt: Date;
  /** Only what failed from then on. */
  readonly since?: Date | undefined;
}

/**
 * Judges a dead letter that names a delivery.
 *
 * It failed when its record was last written. A message keeps the time of its first send, which may
 * be hours before; that only counts where no attempt ever got to write a record.
 *
 * @param sentAt when the message was first sent.
 */
export function redriveEligibility(
  { notification, delivery }: DeliveryRecords,
  sentAt: Date,
  { startedAt, since }: JudgedBy,
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

/** Whether nothing is lost with such a message: its delivery will never be taken up again. */
export function isDone(verdict: RedriveEligibility): boolean {
  return verdict === "erased" || verdict === "ended" || verdict === "expired";
}
