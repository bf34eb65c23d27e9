import type { ChannelPolicy } from "./channel.ts";
import type { Delivery } from "./delivery.ts";
import { diedInLastAttempt, hasEnded } from "./delivery.ts";
import type { DeliveryReference } from "./delivery-reference.ts";
import type { EarlyEnd } from "./delivery-steps.ts";
import type { Notification } from "./notification.ts";
import { hasExpired } from "./notification.ts";
import type { DeliveryRecords } from "./ports/records.ts";
import { isUnsubscribed, noPreferences, unsubscribedError } from "./preferences.ts";
import type { Receive } from "./receive.ts";

/** What to do with a message, by what its delivery's records say. */
export type Decision =
  | { readonly kind: "drop"; readonly reason: "erased" | "already-ended" }
  /** Another claim holds it until then, or its next attempt is not due before. */
  | {
      readonly kind: "wait";
      readonly reason: "claimed-elsewhere" | "not-due";
      readonly until: Date;
    }
  /** There is no attempt left for this message: it goes on to the dead-letter queue. */
  | { readonly kind: "used-up" }
  /** It ends without a provider call. */
  | { readonly kind: "end"; readonly end: EarlyEnd }
  | { readonly kind: "claim"; readonly notification: Notification };

/** What was read of a message's delivery, and which one it is. */
export type SeenRecords = DeliveryRecords & Pick<DeliveryReference, "channel">;

/** Decides what to do with a message that was received. */
export function decideAttempt(
  records: SeenRecords,
  receive: Receive,
  policy: ChannelPolicy,
  now: Date,
): Decision {
  const { notification, delivery } = records;
  if (notification === undefined) {
    return { kind: "drop", reason: "erased" };
  }
  if (delivery && isClaimed(delivery, now)) {
    return { kind: "wait", reason: "claimed-elsewhere", until: delivery.leaseUntil };
  }
  if (delivery && isUsedUp(delivery)) {
    // A redriven message is a new one to SQS; any other is a copy that was left behind.
    if (receive.sentAt <= delivery.updatedAt) {
      return { kind: "used-up" };
    }
  } else if (delivery && hasEnded(delivery.status)) {
    return { kind: "drop", reason: "already-ended" };
  } else if (delivery && isLeftOver(receive, delivery)) {
    return { kind: "used-up" };
  }
  const dueAt = delivery?.status === "retrying" ? delivery.nextAttemptAt : undefined;
  if (dueAt !== undefined && dueAt > now) {
    return { kind: "wait", reason: "not-due", until: dueAt };
  }
  const end = earlyEnd(notification, records, policy, now);
  return end ? { kind: "end", end } : { kind: "claim", notification };
}

function isClaimed({ status, leaseUntil }: Delivery, now: Date): boolean {
  return status === "sending" && leaseUntil > now;
}

/** Asked only after its lease has ended. */
function isUsedUp(delivery: Delivery): boolean {
  return delivery.failureReason === "attempts-exhausted" || diedInLastAttempt(delivery);
}

/** By how many milliseconds the clocks of SQS and of a function may differ. */
const clockToleranceMs = 2_000;

/** An earlier round's message has no part in this one: its receives are nearly used up. */
function isLeftOver({ sentAt }: Receive, { roundSince }: Delivery): boolean {
  return roundSince !== undefined && sentAt.getTime() + clockToleranceMs < roundSince.getTime();
}

/** A delivery still `sending` is one whose function died: nobody knows whether it went out. */
function earlyEnd(
  notification: Notification,
  { delivery, preferences = noPreferences, channel }: SeenRecords,
  policy: ChannelPolicy,
  now: Date,
): EarlyEnd | undefined {
  if (delivery?.status === "sending" && policy.afterUnknown === "hold") {
    return { status: "failed", failureReason: "unknown" };
  }
  if (hasExpired(notification, now)) {
    return { status: "expired" };
  }
  return isUnsubscribed(preferences, notification, { channel })
    ? { status: "failed", failureReason: "unsubscribed", lastError: unsubscribedError }
    : undefined;
}
