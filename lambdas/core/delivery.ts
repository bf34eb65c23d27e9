import type { DeliveryReference } from "./delivery-reference.ts";
import type { OutcomeKind } from "./outcome.ts";

/**
 * Where a delivery is: `queued → sending → sent → delivered`, `retrying` between attempts, and the
 * ends `failed` and `expired`. A delivery without a record is `queued`.
 */
export const deliveryStatuses = [
  "queued",
  "sending",
  "retrying",
  "sent",
  "delivered",
  "failed",
  "expired",
] as const;

export type DeliveryStatus = (typeof deliveryStatuses)[number];

/**
 * Why a delivery failed. `canceled`: a caller took it back before it was sent. `suppressed`: each
 * address it could go to is one that is not written to any more. `bounced` and `undelivered` are the
 * provider's later word.
 */
export const failureReasons = [
  "refused",
  "attempts-exhausted",
  "unknown",
  "canceled",
  "suppressed",
  "bounced",
  "undelivered",
] as const;

export type FailureReason = (typeof failureReasons)[number];

/** One line of a delivery's trail. */
export interface ProviderCall {
  readonly at: Date;
  readonly provider: string;
  readonly outcome: OutcomeKind;
  /** The provider's error code; absent when it accepted. */
  readonly code?: string;
  /** How long the call took, in milliseconds. */
  readonly ms: number;
}

/**
 * What a provider can say later of a message that it took, mildest first. A complaint is made about
 * a message that has arrived.
 */
export const receiptResults = ["delivered", "complained", "undelivered", "bounced"] as const;

export type ReceiptResult = (typeof receiptResults)[number];

/** What a provider said later of the message that it took. */
export interface ReceivedReceipt {
  /** When it happened by the provider's clock, or when the provider first told of it. */
  readonly at: Date;
  readonly result: ReceiptResult;
  /** The provider's own code. */
  readonly code?: string;
}

/** The outbox record: one notification on one channel. First written when it is claimed. */
export interface Delivery extends DeliveryReference {
  readonly status: DeliveryStatus;
  /** Times that it was claimed. */
  readonly attempts: number;
  /** Those since it was first queued, or since its message was last redriven. */
  readonly attemptsInRound: number;
  /** Whether the latest attempt is the last that SQS hands its message out for. */
  readonly lastAttempt: boolean;
  /** Rises by one with every write; each write is conditional on the version it was made from. */
  readonly version: number;
  /** Names the claim that made this record; one for each attempt. */
  readonly leaseToken: string;
  /** Until when a `sending` delivery belongs to that claim: its function's deadline. */
  readonly leaseUntil: Date;
  readonly updatedAt: Date;
  readonly provider?: string;
  readonly providerMessageId?: string;
  readonly sentAt?: Date;
  readonly deliveredAt?: Date;
  readonly nextAttemptAt?: Date;
  /** The last provider call that was not accepted: `twilio unavailable: http-503`. */
  readonly lastError?: string;
  readonly failureReason?: FailureReason;
  /** A provider's answer was unknown, so the message may have gone out once more than it shows. */
  readonly possibleDuplicate: boolean;
  /** The latest provider calls, oldest first, `trailLimit` at most. */
  readonly trail: readonly ProviderCall[];
  /** What the provider said later, the gravest first, `receiptLimit` at most. */
  readonly receipts?: readonly ReceivedReceipt[];
}

/** Provider calls kept with a delivery; keeps its record near 1 KB, one DynamoDB write unit. */
export const trailLimit = 20;

const ends: readonly DeliveryStatus[] = ["sent", "delivered", "failed", "expired"];

/** Whether nothing more is to be done for a delivery of this status. */
export function hasEnded(status: DeliveryStatus): boolean {
  return ends.includes(status);
}

/**
 * Whether a delivery whose lease has ended is one whose function died in the last attempt. Nothing
 * will write its record any more: its message is in the dead-letter queue.
 */
export function diedInLastAttempt({
  status,
  lastAttempt,
}: Pick<Delivery, "status" | "lastAttempt">): boolean {
  return status === "sending" && lastAttempt;
}

/**
 * The delivery as it is shown: a record that its function left behind, for what it came to. The
 * message may have gone out, and after the last attempt nobody will write the record any more.
 */
export function asShown(delivery: Delivery, now: Date): Delivery {
  if (delivery.status !== "sending" || delivery.leaseUntil > now) {
    return delivery;
  }
  const left: Delivery = { ...delivery, possibleDuplicate: true };
  return diedInLastAttempt(delivery)
    ? { ...left, status: "failed", failureReason: "unknown" }
    : left;
}
