import type { ChannelPolicy } from "./channel.ts";
import type { Receive } from "./decide-attempt.ts";
import { decideAttempt } from "./decide-attempt.ts";
import type { Delivery, DeliveryStatus, ProviderCall } from "./delivery.ts";
import type { DeliveryReference } from "./delivery-reference.ts";
import type { Claim, EarlyEnd } from "./delivery-steps.ts";
import { afterFailover, claimed, endedWithoutCall } from "./delivery-steps.ts";
import type { Notification } from "./notification.ts";
import type {
  Clock,
  DeliveryRecords,
  DeliveryStore,
  Identifiers,
  ProviderRoster,
  Timer,
} from "./ports.ts";
import { DependencyUnavailable } from "./ports.ts";
import type { ProviderHealth } from "./provider-health.ts";
import { retryDelaySeconds } from "./retry-delay.ts";
import type { FailoverResult } from "./send-with-failover.ts";
import { sendWithFailover } from "./send-with-failover.ts";
import type { SuppressionDependencies } from "./suppress-address.ts";
import { isSuppressed, suppressAddress } from "./suppress-address.ts";
import type { Suppressions } from "./suppression.ts";

/** What an attempt needs. */
export interface AttemptDependencies extends SuppressionDependencies {
  readonly deliveries: DeliveryStore;
  readonly roster: ProviderRoster;
  readonly health: ProviderHealth;
  readonly identifiers: Pick<Identifiers, "leaseToken" | "fingerprint">;
  readonly clock: Clock;
  readonly timer: Timer;
  /** At least 0, below 1. */
  readonly random: () => number;
  readonly policy: ChannelPolicy;
}

/**
 * How an attempt ended: the delivery has ended and its message can go; the message was dropped; or
 * it goes back to its queue for that many seconds.
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

/** Milliseconds kept free at the end of a function's time for writing what happened. */
export const writeReserveMs = 4_000;

/**
 * Makes one attempt at a delivery: claims it, tries the channel's providers in order, and writes
 * what happened.
 *
 * @throws DependencyUnavailable when the record cannot be read or written: the message goes back.
 */
export async function attemptDelivery(
  deps: AttemptDependencies,
  reference: DeliveryReference,
  receive: Receive,
): Promise<AttemptResult> {
  const records = await deps.deliveries.read(reference);
  const now = deps.clock.now();
  const decision = decideAttempt(records, receive, deps.policy, now);
  switch (decision.kind) {
    case "drop":
      return { kind: "dropped", reason: decision.reason };
    case "wait":
      return claimedElsewhere(decision.until, now);
    case "used-up":
      return exhausted([]);
    case "end":
      return endWithoutCall(deps, reference, records.delivery, receive, decision.end);
    case "claim":
      return claimAndDeliver(deps, decision.notification, reference, records, receive);
  }
}

async function endWithoutCall(
  deps: AttemptDependencies,
  reference: DeliveryReference,
  seen: Delivery | undefined,
  receive: Receive,
  end: EarlyEnd,
): Promise<AttemptResult> {
  const claim = claimOf(deps, receive);
  const isWritten = await deps.deliveries.write(endedWithoutCall(reference, seen, claim, end));
  if (!isWritten) {
    return claimedElsewhere(receive.deadline, claim.at);
  }
  return { kind: "ended", status: end.status, calls: [] };
}

async function claimAndDeliver(
  deps: AttemptDependencies,
  notification: Notification,
  reference: DeliveryReference,
  { delivery: seen, suppressions }: DeliveryRecords,
  receive: Receive,
): Promise<AttemptResult> {
  const claim = claimOf(deps, receive);
  const delivery = claimed(reference, seen, claim);
  if (!(await deps.deliveries.write(delivery))) {
    return claimedElsewhere(receive.deadline, claim.at);
  }

  const failover = await tryProviders(deps, notification, delivery, suppressions, receive);
  const at = deps.clock.now();
  await suppressRefused(deps, notification, suppressions, failover, at);
  const attempt = Math.max(receive.count, delivery.attemptsInRound);
  const delaySeconds = retryDelaySeconds(deps.policy, attempt, deps.random());
  const nextAttemptAt = new Date(at.getTime() + delaySeconds * 1000);
  const next = afterFailover(delivery, failover, { at, nextAttemptAt });
  if (!(await deps.deliveries.write(next))) {
    return claimedElsewhere(receive.deadline, at);
  }
  if (next.failureReason === "attempts-exhausted") {
    return exhausted(failover.calls);
  }
  return next.status === "retrying"
    ? { kind: "put-back", reason: "none-accepted", delaySeconds, calls: failover.calls }
    : { kind: "ended", status: next.status, calls: failover.calls };
}

function claimOf(deps: AttemptDependencies, { count, deadline }: Receive): Claim {
  return {
    leaseToken: deps.identifiers.leaseToken(),
    leaseUntil: deadline,
    at: deps.clock.now(),
    receiveCount: count,
    policy: deps.policy,
  };
}

/** An attempt counts even if the channel's configuration cannot be read: its delays go on growing. */
async function tryProviders(
  deps: AttemptDependencies,
  notification: Notification,
  { channel }: DeliveryReference,
  suppressions: Suppressions | undefined,
  receive: Receive,
): Promise<FailoverResult> {
  try {
    return await sendWithFailover(deps, await deps.roster.read(), notification, channel, {
      afterUnknown: deps.policy.afterUnknown,
      until: new Date(receive.deadline.getTime() - writeReserveMs),
      isSuppressed: (kind) => isSuppressed(deps, notification, suppressions, kind),
    });
  } catch (error) {
    if (error instanceof DependencyUnavailable) {
      return { calls: [] };
    }
    throw error;
  }
}

/** A failure is not worth a second try: the provider will refuse the address again. */
async function suppressRefused(
  deps: AttemptDependencies,
  notification: Notification,
  known: Suppressions | undefined,
  { suppress }: FailoverResult,
  at: Date,
): Promise<void> {
  if (suppress === undefined) {
    return;
  }
  const { address, provider } = suppress;
  try {
    await suppressAddress(deps, notification, known, address, { reason: "refused", provider, at });
  } catch (error) {
    if (!(error instanceof DependencyUnavailable)) {
      throw error;
    }
  }
}

/** Visible at once, the message uses up its receives and goes to the dead-letter queue. */
function exhausted(calls: readonly ProviderCall[]): AttemptResult {
  return { kind: "put-back", reason: "attempts-exhausted", delaySeconds: 0, calls };
}

function claimedElsewhere(until: Date, now: Date): AttemptResult {
  const delaySeconds = Math.max(1, Math.ceil((until.getTime() - now.getTime()) / 1000));
  return { kind: "put-back", reason: "claimed-elsewhere", delaySeconds, calls: [] };
}
