import type { AddressKind, AddressReference } from "./address.ts";
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
 * Why a delivery failed. `canceled`: a caller canceled it before it was sent. `suppressed`: every
 * address that it could go to is suppressed. `unsubscribed`: the user wants nothing of the category, or nothing
 * on the channel. `bounced` and `undelivered` come from receipts.
 */
export const failureReasons = [
  "refused",
  "attempts-exhausted",
  "unknown",
  "canceled",
  "suppressed",
  "unsubscribed",
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
  /** The kind of the address that became suppressed by it. */
  readonly suppressed?: AddressKind;
  /** Which of several addresses it was made for: its place among those of the kind, from 0. */
  readonly address?: number;
  /** The provider's id for the message, where there are several addresses and it accepted. */
  readonly providerMessageId?: string;
}

/**
 * Why a provider was not called although its turn had come. `no-settings`: it has none. `no-address`: the
 * notification has no address for it. `suppressed`: it has, and that is not written to any more. `down`:
 * all functions passed it over.
 */
export const passedOverReasons = ["no-settings", "no-address", "suppressed", "down"] as const;

export type PassedOverReason = (typeof passedOverReasons)[number];

/** A provider that an attempt passed over. */
export interface PassedOver {
  readonly at: Date;
  readonly provider: string;
  readonly reason: PassedOverReason;
}

/** What a person did to a delivery: `redrive` is the command line's, which no caller carries out. */
export const interventionKinds = ["retry", "cancel", "redrive"] as const;

/** What is kept of one of them. */
export interface RecordedIntervention {
  readonly at: Date;
  readonly kind: (typeof interventionKinds)[number];
  readonly caller?: string;
}

/**
 * What a provider can say later of a message that it took, the least decisive first. What has arrived
 * is not taken back by the word that it could not be delivered, as an automatic reply may look like
 * that; a bounce may come after the recipient's server took the message. Who unsubscribes or complains
 * does so about a message that has arrived.
 */
export const receiptResults = [
  "undelivered",
  "delivered",
  "unsubscribed",
  "complained",
  "bounced",
] as const;

export type ReceiptResult = (typeof receiptResults)[number];

/** What is kept of one receipt. */
export interface ReceivedReceipt {
  /** When it happened by the provider's clock, or when the provider first reported it. */
  readonly at: Date;
  readonly result: ReceiptResult;
  /** The provider's own code. */
  readonly code?: string;
  /** The kind of the address that became suppressed by it. */
  readonly suppressed?: AddressKind;
  /** To which of several addresses the message went: the place of its provider call's, from 0. */
  readonly address?: number;
}

/** The outbox record: one notification on one channel. First written when it is claimed. */
export interface Delivery extends DeliveryReference {
  readonly status: DeliveryStatus;
  /** How often it was claimed, save for claims after which it only had to wait. */
  readonly attempts: number;
  /** Attempts since it was first queued, or since its message was last redriven. */
  readonly attemptsInRound: number;
  /** When this round's message was sent, if it is not the first: any before it is left over. */
  readonly roundSince?: Date;
  /** Whether the latest attempt is the last, unless it only has to wait after it. */
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
  /** Seconds that it was told to wait since its latest attempt that counts; absent if it was not. */
  readonly waitedSeconds?: number;
  /** The last provider call that was not accepted: `twilio unavailable: http-503`. */
  readonly lastError?: string;
  readonly failureReason?: FailureReason;
  /** An outcome was unknown, so the message may have gone out once more than the record shows. */
  readonly possibleDuplicate: boolean;
  /** The latest provider calls, oldest first, `trailLimit` at most. */
  readonly trail: readonly ProviderCall[];
  /** The providers that were passed over last, oldest first, `passedOverLimit` at most. */
  readonly passedOver?: readonly PassedOver[];
  /** What people did to it last, oldest first, `interventionLimit` at most. */
  readonly interventions?: readonly RecordedIntervention[];
  /** Of several addresses, those that a provider has refused and that are not tried again. */
  readonly refused?: readonly AddressReference[];
  /** What receipts said, the most decisive first, `receiptLimit` at most. */
  readonly receipts?: readonly ReceivedReceipt[];
}

/** The last call of a trail that was not accepted, in words: `twilio unavailable: http-503`. */
export function describeLastCall(trail: readonly ProviderCall[]): string | undefined {
  const last = trail.findLast(({ outcome }) => outcome !== "accepted");
  return last && `${last.provider} ${last.outcome}: ${last.code}`;
}

/** Provider calls kept with a delivery; keeps its record near 1 KB, one DynamoDB write unit. */
export const trailLimit = 20;

/** Passed-over providers kept with a delivery. */
export const passedOverLimit = 10;

/** Interventions kept with a delivery. */
export const interventionLimit = 5;

const ends: readonly DeliveryStatus[] = ["sent", "delivered", "failed", "expired"];

/** Whether a delivery with this status is done with. */
export function hasEnded(status: DeliveryStatus): boolean {
  return ends.includes(status);
}

/**
 * Whether a delivery whose lease has ended is one whose function died in the last attempt. Nothing
 * will write its record again: its message goes on to the dead-letter queue.
 */
export function diedInLastAttempt({
  status,
  lastAttempt,
}: Pick<Delivery, "status" | "lastAttempt">): boolean {
  return status === "sending" && lastAttempt;
}

/**
 * The delivery as callers are shown it. A record that a function left `sending` when it died is
 * shown for what it means: the message may have gone out, and after the last attempt nothing will
 * write the record again.
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
