import type { ChannelPolicy } from "./channel.ts";
import {
  type Delivery,
  type DeliveryReference,
  type DeliveryStatus,
  hasEnded,
  type ProviderCall,
} from "./delivery.ts";
import { afterWalk, claimed, type EarlyEnd, endedWithoutCall } from "./delivery-steps.ts";
import type { Notification } from "./notification.ts";
import {
  type Clock,
  type DeliveryStore,
  DependencyUnavailable,
  type Identifiers,
  type ProviderRoster,
  type Timer,
} from "./ports.ts";
import type { ProviderHealth } from "./provider-health.ts";
import { isLastAttempt, retryDelaySeconds } from "./retry-delay.ts";
import { type Walk, walkProviders } from "./walk-providers.ts";

/** What an attempt needs. */
export interface AttemptDependencies {
  readonly deliveries: DeliveryStore;
  readonly roster: ProviderRoster;
  readonly health: ProviderHealth;
  readonly identifiers: Pick<Identifiers, "leaseToken">;
  readonly clock: Clock;
  readonly timer: Timer;
  /** At least 0, below 1. */
  readonly random: () => number;
  readonly policy: ChannelPolicy;
}

/** One receive of a delivery from its queue. */
export interface Receive {
  /** How often SQS has handed the message out, this time included. */
  readonly count: number;
  /** When the message was sent to its queue. */
  readonly sentAt: Date;
  /** When the function that received it is stopped. */
  readonly deadline: Date;
}

/**
 * What an attempt came to: the delivery has ended and its message can go; it was dropped; or the
 * message goes back to its queue for that many seconds.
 */
export type AttemptResult =
  | { kind: "ended"; status: DeliveryStatus; calls: readonly ProviderCall[] }
  | { kind: "dropped"; reason: "erased" | "already-ended" }
  | {
      kind: "put-back";
      reason: "none-accepted" | "attempts-exhausted" | "claimed-elsewhere";
      delaySeconds: number;
      calls: readonly ProviderCall[];
    };

/** Time kept free at the end of a function for writing down what happened, in milliseconds. */
export const recordingReserveMs = 4_000;

/**
 * Makes one attempt at a delivery: claims it, tries the channel's providers in order, and records
 * what happened.
 *
 * @throws DependencyUnavailable when the record cannot be read or written: the message goes back.
 */
export async function attemptDelivery(
  deps: AttemptDependencies,
  reference: DeliveryReference,
  receive: Receive,
): Promise<AttemptResult> {
  const { notification, delivery: seen } = await deps.deliveries.read(reference);
  const now = deps.clock.now();
  if (notification === undefined) return { kind: "dropped", reason: "erased" };
  if (seen && isExhausted(seen)) {
    // A redriven message is a new one to SQS; any other goes on to the dead-letter queue.
    if (receive.sentAt <= seen.updatedAt) return exhausted([]);
  } else if (seen && hasEnded(seen.status)) return { kind: "dropped", reason: "already-ended" };
  if (seen && isClaimed(seen, now)) return claimedElsewhere(seen.leaseUntil, now);

  const claim = {
    leaseToken: deps.identifiers.leaseToken(),
    leaseUntil: receive.deadline,
    at: now,
  };
  const early = earlyEnd(notification, seen, deps.policy, now);
  const next = early
    ? endedWithoutCall(reference, seen, claim, early)
    : claimed(reference, seen, claim);
  if (!(await deps.deliveries.write(next))) return claimedElsewhere(receive.deadline, now);
  return early
    ? { kind: "ended", status: early.status, calls: [] }
    : deliverClaimed(deps, notification, next, receive);
}

async function deliverClaimed(
  deps: AttemptDependencies,
  notification: Notification,
  delivery: Delivery,
  receive: Receive,
): Promise<AttemptResult> {
  const walk = await tryProviders(deps, notification, delivery, receive);
  const at = deps.clock.now();
  const attempt = Math.max(receive.count, delivery.attemptsInRound);
  const delaySeconds = retryDelaySeconds(deps.policy, attempt, deps.random());
  const nextAttemptAt = new Date(at.getTime() + delaySeconds * 1000);
  const isLast = isLastAttempt(deps.policy, attempt);
  const next = afterWalk(delivery, walk, { at, isLast, nextAttemptAt });
  if (!(await deps.deliveries.write(next))) return claimedElsewhere(receive.deadline, at);
  if (isExhausted(next)) return exhausted(walk.calls);
  return next.status === "retrying"
    ? { kind: "put-back", reason: "none-accepted", delaySeconds, calls: walk.calls }
    : { kind: "ended", status: next.status, calls: walk.calls };
}

/** A channel whose configuration cannot be read has made its attempt: its delays go on counting. */
async function tryProviders(
  deps: AttemptDependencies,
  notification: Notification,
  { channel }: DeliveryReference,
  receive: Receive,
): Promise<Walk> {
  try {
    return await walkProviders(deps, await deps.roster.read(), notification, channel, {
      afterUnknown: deps.policy.afterUnknown,
      until: new Date(receive.deadline.getTime() - recordingReserveMs),
    });
  } catch (error) {
    if (error instanceof DependencyUnavailable) return { calls: [] };
    throw error;
  }
}

function isExhausted({ status, failureReason }: Delivery): boolean {
  return status === "failed" && failureReason === "attempts-exhausted";
}

/** Made visible at once, the message has its remaining receives and then goes where it belongs. */
function exhausted(calls: readonly ProviderCall[]): AttemptResult {
  return { kind: "put-back", reason: "attempts-exhausted", delaySeconds: 0, calls };
}

function isClaimed({ status, leaseUntil }: Delivery, now: Date): boolean {
  return status === "sending" && leaseUntil > now;
}

/** Why a delivery ends before any provider is called, if it does. */
function earlyEnd(
  { expiresAt }: Notification,
  seen: Delivery | undefined,
  policy: ChannelPolicy,
  now: Date,
): EarlyEnd | undefined {
  if (seen?.status === "sending" && policy.afterUnknown === "hold") {
    return { status: "failed", failureReason: "unknown" };
  }
  return expiresAt !== undefined && expiresAt <= now ? { status: "expired" } : undefined;
}

function claimedElsewhere(until: Date, now: Date): AttemptResult {
  const delaySeconds = Math.max(1, Math.ceil((until.getTime() - now.getTime()) / 1000));
  return { kind: "put-back", reason: "claimed-elsewhere", delaySeconds, calls: [] };
}
