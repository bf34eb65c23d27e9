import type { ChannelPolicy } from "./channel.ts";
import type { Delivery, ProviderCall, RecordedIntervention } from "./delivery.ts";
import {
  describeLastCall,
  diedInLastAttempt,
  interventionLimit,
  passedOverLimit,
  trailLimit,
} from "./delivery.ts";
import type { DeliveryReference } from "./delivery-reference.ts";
import { isLastAttempt } from "./retry-delay.ts";
import type { DeadAddress, FailoverResult } from "./send-with-failover.ts";

/** What a claim is made with. */
export interface Claim {
  readonly leaseToken: string;
  readonly leaseUntil: Date;
  readonly at: Date;
  /** When the message was sent to its queue. */
  readonly sentAt: Date;
  /** Whether SQS will soon not hand the message out any more. */
  readonly isRunningOut: boolean;
  readonly policy: ChannelPolicy;
}

/**
 * The delivery as a claim leaves it. One whose attempts were used up is taken up again for a new
 * round; one that is still `sending` had its function die, so the message may have gone out.
 */
export function claimed(
  reference: DeliveryReference,
  seen: Delivery | undefined,
  { sentAt, isRunningOut, policy, at, ...lease }: Claim,
): Delivery {
  // Receipts so far were about the message that was sent before.
  const {
    nextAttemptAt: _,
    failureReason: __,
    deliveredAt: ___,
    receipts: ____,
    waitedSeconds,
    refused,
    ...before
  } = seen ?? {};
  const isNewRound = seen?.status === "failed" || (seen !== undefined && diedInLastAttempt(seen));
  const attemptsInRound = isNewRound ? 1 : (seen?.attemptsInRound ?? 0) + 1;
  return {
    ...before,
    ...reference,
    ...lease,
    status: "sending",
    attempts: (seen?.attempts ?? 0) + 1,
    attemptsInRound,
    lastAttempt: isRunningOut || isLastAttempt(policy, attemptsInRound),
    version: (seen?.version ?? 0) + 1,
    updatedAt: at,
    possibleDuplicate: (seen?.possibleDuplicate ?? false) || seen?.status === "sending",
    trail: seen?.trail ?? [],
    ...(isNewRound && {
      roundSince: sentAt,
      interventions: withIntervention(seen, { at: sentAt, kind: "redrive" }),
    }),
    ...(!isNewRound && waitedSeconds !== undefined && { waitedSeconds }),
    ...(!isNewRound && refused !== undefined && { refused }),
  };
}

/**
 * How a delivery ends without a provider call: too late, held after a function died, not wanted by its user, or
 * given up as its providers could not be read in time.
 */
export type EarlyEnd =
  | { readonly status: "expired" }
  | { readonly status: "failed"; readonly failureReason: "unknown" }
  | {
      readonly status: "failed";
      readonly failureReason: "attempts-exhausted" | "unsubscribed";
      readonly lastError: string;
    };

/** What a delivery says whose attempt called nobody. */
export const noCallError = "no provider could be called";

/** The delivery as such an end leaves it; this is not an attempt. */
export function endedWithoutCall(
  reference: DeliveryReference,
  seen: Delivery | undefined,
  claim: Claim,
  end: EarlyEnd,
): Delivery {
  const { attempts = 0, attemptsInRound = 0 } = seen ?? {};
  const { waitedSeconds: _, ...next } = claimed(reference, seen, claim);
  return { ...next, attempts, attemptsInRound, ...end };
}

/** What a step that is not an attempt is made with. */
export interface Intervention {
  readonly leaseToken: string;
  readonly at: Date;
  /** The caller that takes it. */
  readonly caller: string;
}

function withIntervention(
  seen: Delivery | undefined,
  next: RecordedIntervention,
): readonly RecordedIntervention[] {
  return [...(seen?.interventions ?? []), next].slice(-interventionLimit);
}

/** The delivery as a retry leaves it: queued for a new round, with its trail. */
export function requeued(delivery: Delivery, { leaseToken, at, caller }: Intervention): Delivery {
  const {
    provider: _,
    providerMessageId: __,
    sentAt: ___,
    deliveredAt: ____,
    nextAttemptAt: _____,
    waitedSeconds: ______,
    failureReason: _______,
    receipts: ________,
    refused: _________,
    ...kept
  } = delivery;
  return {
    ...kept,
    status: "queued",
    attemptsInRound: 0,
    roundSince: at,
    lastAttempt: false,
    version: delivery.version + 1,
    leaseToken,
    leaseUntil: at,
    updatedAt: at,
    interventions: withIntervention(delivery, { at, kind: "retry", caller }),
  };
}

/** The delivery as a cancel leaves it, whether a function took it up before or not. */
export function canceled(
  reference: DeliveryReference,
  seen: Delivery | undefined,
  { leaseToken, at, caller }: Intervention,
): Delivery {
  const { nextAttemptAt: _, waitedSeconds: __, ...before } = seen ?? {};
  return {
    ...before,
    ...reference,
    status: "failed",
    failureReason: "canceled",
    attempts: seen?.attempts ?? 0,
    attemptsInRound: seen?.attemptsInRound ?? 0,
    lastAttempt: false,
    version: (seen?.version ?? 0) + 1,
    leaseToken,
    leaseUntil: at,
    updatedAt: at,
    possibleDuplicate: seen?.possibleDuplicate ?? false,
    trail: seen?.trail ?? [],
    interventions: withIntervention(seen, { at, kind: "cancel", caller }),
  };
}

/** What an attempt knows when it writes how it ended. */
export interface AttemptEnd {
  readonly at: Date;
  /** When the message comes back if no provider accepted; absent when it will not. */
  readonly nextAttemptAt: Date | undefined;
  /** The addresses that became suppressed, as a provider refused them. */
  readonly suppressed?: readonly DeadAddress[];
}

/** The delivery after its channel's providers were tried. */
export function afterFailover(
  delivery: Delivery,
  failover: FailoverResult,
  end: AttemptEnd,
): Delivery {
  const lastError = describeLastError(failover);
  const { waitedSeconds, ...before } = delivery;
  const next: Delivery = {
    ...before,
    version: delivery.version + 1,
    updatedAt: end.at,
    possibleDuplicate:
      delivery.possibleDuplicate || failover.calls.some(({ outcome }) => outcome === "unknown"),
    // What an attempt sent to several addresses is all there, for its receipts.
    trail: [...delivery.trail, ...callsOf(failover, end)].slice(
      -Math.max(trailLimit, failover.calls.length),
    ),
    ...(failover.passedOver.length > 0 && {
      passedOver: [...(delivery.passedOver ?? []), ...failover.passedOver].slice(-passedOverLimit),
    }),
    ...(failover.refused.length > 0 && {
      refused: [...(delivery.refused ?? []), ...failover.refused],
    }),
    ...(lastError !== undefined && { lastError }),
  };
  if (failover.accepted) {
    return { ...next, ...failover.accepted, status: "sent", sentAt: end.at };
  }
  if (failover.final) {
    return { ...next, status: "failed", failureReason: failover.final };
  }
  if (end.nextAttemptAt === undefined) {
    return { ...next, status: "failed", failureReason: "attempts-exhausted" };
  }
  const { at, nextAttemptAt } = end;
  const retrying: Delivery = { ...next, status: "retrying", nextAttemptAt };
  const seconds = (nextAttemptAt.getTime() - at.getTime()) / 1000;
  return failover.wait ? waiting(retrying, (waitedSeconds ?? 0) + seconds) : retrying;
}

function callsOf(
  { calls }: FailoverResult,
  { suppressed = [] }: AttemptEnd,
): readonly ProviderCall[] {
  return calls.map((call) => {
    const dead = suppressed.find((each) => each.call === call);
    return dead === undefined ? call : { ...call, suppressed: dead.kind };
  });
}

/** The delivery as if the attempt had not been made, save for what its providers said. */
function waiting(delivery: Delivery, waitedSeconds: number): Delivery {
  const { attempts, attemptsInRound } = delivery;
  return {
    ...delivery,
    attempts: attempts - 1,
    attemptsInRound: attemptsInRound - 1,
    lastAttempt: false,
    waitedSeconds,
  };
}

function describeLastError({ calls, accepted, final }: FailoverResult): string | undefined {
  if (final === "suppressed") {
    return "every address is suppressed";
  }
  return describeLastCall(calls) ?? (accepted ? undefined : noCallError);
}
