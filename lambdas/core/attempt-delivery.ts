import type { ChannelPolicy } from "./channel.ts";
import { decideAttempt } from "./decide-attempt.ts";
import type { Delivery, DeliveryStatus, ProviderCall } from "./delivery.ts";
import type { DeliveryReference } from "./delivery-reference.ts";
import type { Claim, EarlyEnd } from "./delivery-steps.ts";
import { afterFailover, claimed, endedWithoutCall, noCallError } from "./delivery-steps.ts";
import { nextAttempt, nextReading } from "./next-attempt.ts";
import type { Notification } from "./notification.ts";
import type { ProviderRoster } from "./ports/configuration.ts";
import type { Attachment, AttachmentStore } from "./ports/content.ts";
import type { DeliveryRecords, DeliveryStore } from "./ports/records.ts";
import type { Identifiers } from "./ports/system.ts";
import { DependencyUnavailable } from "./ports/unavailable.ts";
import type { ProviderHealth } from "./provider-health.ts";
import { inOrder } from "./provider-order.ts";
import type { Receive } from "./receive.ts";
import { isRunningOut } from "./receive.ts";
import type { DeadAddress, FailoverResult } from "./send-with-failover.ts";
import { sendWithFailover } from "./send-with-failover.ts";
import type { SuppressionDependencies } from "./suppress-address.ts";
import { isSuppressed, suppressAddress } from "./suppress-address.ts";
import type { Suppressions } from "./suppression.ts";
import type { Traced } from "./trace.ts";
import { traceOf } from "./trace.ts";
import type { WriteDependencies } from "./write-end.ts";
import { writeClaim, writeEnd, writeReserveMs } from "./write-end.ts";

/** What an attempt needs. */
export interface AttemptDependencies extends SuppressionDependencies, WriteDependencies {
  readonly deliveries: DeliveryStore;
  readonly roster: ProviderRoster;
  readonly health: ProviderHealth;
  readonly identifiers: Pick<Identifiers, "leaseToken" | "fingerprint">;
  readonly policy: ChannelPolicy;
  /** Absent where no provider of the channel sends mail. */
  readonly attachments?: Pick<AttachmentStore, "load"> | undefined;
  /** Where the user unsubscribes from what a notification is about; without it, nowhere. */
  readonly unsubscribeUrlOf?: (notification: Notification) => string | undefined;
}

/**
 * Why a message goes back: no provider accepted, `waits` where that does not count as an attempt;
 * that was its last attempt, `used-up` where an earlier receive made it; another function has the
 * delivery; or its next attempt is `not-due`.
 */
export type PutBackReason =
  | "none-accepted"
  | "waits"
  | "attempts-exhausted"
  | "used-up"
  | "claimed-elsewhere"
  | "not-due";

/**
 * How an attempt ended: the delivery has ended and its message can go; the message was dropped; or
 * it goes back to its queue for that many seconds.
 */
export type AttemptResult = AttemptEnd & Traced;

type AttemptEnd =
  | { kind: "ended"; status: DeliveryStatus; calls: readonly ProviderCall[] }
  | { kind: "dropped"; reason: "erased" | "already-ended" }
  | {
      kind: "put-back";
      reason: PutBackReason;
      delaySeconds: number;
      calls: readonly ProviderCall[];
    };

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
  const readAt = deps.clock.now();
  const records = await deps.deliveries.read(reference, receive.addressMarks);
  const end = await attemptAsRead(deps, reference, records, { ...receive, readAt });
  return { ...end, ...traceOf(records.notification) };
}

async function attemptAsRead(
  deps: AttemptDependencies,
  reference: DeliveryReference,
  records: DeliveryRecords,
  reading: ReadReceive,
): Promise<AttemptEnd> {
  const now = deps.clock.now();
  const { channel } = reference;
  const decision = decideAttempt({ ...records, channel }, reading, deps.policy, now);
  switch (decision.kind) {
    case "drop":
      return { kind: "dropped", reason: decision.reason };
    case "wait":
      return putBackUntil(decision.until, now, decision.reason);
    case "used-up":
      return { kind: "put-back", reason: "used-up", delaySeconds: 0, calls: [] };
    case "end":
      return endWithoutCall(deps, reference, records.delivery, reading, decision.end);
    case "claim":
      return claimAndDeliver(deps, decision.notification, reference, records, reading);
  }
}

/** A receive whose records have been read. */
interface ReadReceive extends Receive {
  /** Before the read. */
  readonly readAt: Date;
}

async function endWithoutCall(
  deps: AttemptDependencies,
  reference: DeliveryReference,
  seen: Delivery | undefined,
  receive: ReadReceive,
  end: EarlyEnd,
): Promise<AttemptEnd> {
  const claim = claimOf(deps, receive);
  const ended = endedWithoutCall(reference, seen, claim, end);
  if (!(await deps.deliveries.write(ended, receive.readAt))) {
    return putBackUntil(receive.deadline, claim.at, "claimed-elsewhere");
  }
  return resultOf(ended, { calls: [] }, claim.at);
}

/** Nothing but the message waits: what no provider could be called for is no attempt. */
async function waitUnclaimed(
  deps: AttemptDependencies,
  reference: DeliveryReference,
  seen: Delivery | undefined,
  receive: ReadReceive,
): Promise<AttemptEnd> {
  const now = deps.clock.now();
  const backAt = nextReading(deps, receive, now);
  if (backAt !== undefined) {
    return putBackUntil(backAt, now, "waits");
  }
  const end = {
    status: "failed",
    failureReason: "attempts-exhausted",
    lastError: noCallError,
  } as const;
  return endWithoutCall(deps, reference, seen, receive, end);
}

async function claimAndDeliver(
  deps: AttemptDependencies,
  notification: Notification,
  reference: DeliveryReference,
  { delivery: seen, suppressions }: DeliveryRecords,
  receive: ReadReceive,
): Promise<AttemptEnd> {
  const providers = await unlessUnavailable(() => deps.roster.read());
  const attachments =
    providers && (await unlessUnavailable(() => loadAttachments(deps, notification)));
  if (providers === undefined || attachments === undefined) {
    return waitUnclaimed(deps, reference, seen, receive);
  }
  const claim = claimOf(deps, receive);
  const delivery = claimed(reference, seen, claim);
  if (!(await writeClaim(deps, delivery, receive))) {
    return putBackUntil(receive.deadline, claim.at, "claimed-elsewhere");
  }

  const ordered = inOrder(deps.identifiers, providers, deps.policy.order, reference);
  const failover = await sendWithFailover(deps, ordered, notification, delivery.channel, {
    afterUnknown: deps.policy.afterUnknown,
    until: new Date(receive.deadline.getTime() - writeReserveMs),
    isSuppressed: (kind, address) => isSuppressed(deps, suppressions, kind, address),
    refused: delivery.refused,
    truncate: deps.policy.truncate,
    ...(attachments.length > 0 && { attachments }),
    unsubscribeUrl: deps.unsubscribeUrlOf?.(notification),
  });
  const at = deps.clock.now();
  const suppressed = await suppressRefused(deps, notification, suppressions, failover, at);
  const nextAttemptAt = nextAttempt(deps, { delivery, failover, receive, at });
  const next = afterFailover(delivery, failover, { at, nextAttemptAt, suppressed });
  if (!(await writeEnd(deps, next, receive))) {
    return putBackUntil(receive.deadline, deps.clock.now(), "claimed-elsewhere");
  }
  for (const provider of failover.working) {
    await deps.health.works(provider);
  }
  return resultOf(next, failover, deps.clock.now());
}

function resultOf(
  { status, failureReason, nextAttemptAt }: Delivery,
  { calls, wait }: Pick<FailoverResult, "calls" | "wait">,
  now: Date,
): AttemptEnd {
  if (failureReason === "attempts-exhausted") {
    // Visible at once, the message uses up its receives and goes to the dead-letter queue.
    return { kind: "put-back", reason: failureReason, delaySeconds: 0, calls };
  }
  if (nextAttemptAt === undefined) {
    return { kind: "ended", status, calls };
  }
  return { ...putBackUntil(nextAttemptAt, now, wait ? "waits" : "none-accepted"), calls };
}

async function loadAttachments(
  { attachments }: AttemptDependencies,
  notification: Notification,
): Promise<readonly Attachment[]> {
  const { attachments: files = [] } = notification;
  return attachments === undefined || files.length === 0
    ? []
    : attachments.load(notification, files);
}

/** What a port gives; `undefined` where it cannot now. */
async function unlessUnavailable<Result>(read: () => Promise<Result>): Promise<Result | undefined> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof DependencyUnavailable) {
      return undefined;
    }
    throw error;
  }
}

function claimOf(deps: AttemptDependencies, receive: Receive): Claim {
  return {
    leaseToken: deps.identifiers.leaseToken(),
    leaseUntil: receive.deadline,
    at: deps.clock.now(),
    sentAt: receive.sentAt,
    isRunningOut: isRunningOut(receive, deps.policy),
    policy: deps.policy,
  };
}

/**
 * Returns those of the calls whose addresses are suppressed now. A failure is not worth a second try: the
 * provider will refuse the address again.
 */
async function suppressRefused(
  deps: AttemptDependencies,
  notification: Notification,
  known: Suppressions | undefined,
  { suppress }: FailoverResult,
  at: Date,
): Promise<readonly DeadAddress[]> {
  const done = await Promise.all(
    suppress.map(async (dead) => {
      const { provider } = dead.call;
      try {
        await suppressAddress(deps, notification, known, dead, { reason: "refused", provider, at });
        return [dead];
      } catch (error) {
        if (!(error instanceof DependencyUnavailable)) {
          throw error;
        }
        return [];
      }
    }),
  );
  return done.flat();
}

function putBackUntil(
  until: Date,
  now: Date,
  reason: PutBackReason,
): Extract<AttemptEnd, { kind: "put-back" }> {
  const delaySeconds = Math.max(1, Math.ceil((until.getTime() - now.getTime()) / 1000));
  return { kind: "put-back", reason, delaySeconds, calls: [] };
}
