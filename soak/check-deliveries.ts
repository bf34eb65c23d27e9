import type { Delivery } from "../lambdas/core/delivery.ts";
import { hasEnded, trailLimit } from "../lambdas/core/delivery.ts";
import type { DeliveryState } from "./delivery-states.ts";
import type { GroundTruth } from "./ground-truth.ts";
import type { PromiseRow, Row } from "./verdict.ts";

/** Counts how deliveries ended and what providers took. */
export function countDeliveries(states: readonly DeliveryState[]): Row[] {
  const count = (what: string, is: (state: DeliveryState) => boolean) => ({
    what,
    count: states.filter(is).length,
  });
  const taken = states.reduce((sum, state) => sum + state.taken.length, 0);
  const more = states.map((state) => ({ state, count: Math.max(0, state.taken.length - 1) }));
  const sum = (ones: typeof more) => ones.reduce((total, one) => total + one.count, 0);
  return [
    { what: "deliveries", count: states.length },
    count("delivered", ({ record }) => record?.status === "sent"),
    ...(["refused", "suppressed", "attempts-exhausted", "unknown"] as const).map((reason) =>
      count(`failed: ${reason}`, ({ record }) => record?.failureReason === reason),
    ),
    count("expired", ({ record }) => record?.status === "expired"),
    count("in a dead-letter queue", ({ isDeadLetter }) => isDeadLetter),
    count("in a dead-letter queue, but sending by the record", ({ isLeftOpen, record }) => {
      return isLeftOpen && record?.status === "sending";
    }),
    count("taken up again after a function died", wasTakenUpAgain),
    { what: "messages that providers took", count: taken },
    { what: "duplicates", count: sum(more) },
    {
      what: "duplicates, marked",
      count: sum(more.filter(({ state }) => state.record?.possibleDuplicate)),
    },
  ];
}

/** Compares the records of deliveries with what providers took. */
export function checkDeliveries(
  states: readonly DeliveryState[],
  { notifications, queued }: GroundTruth,
): PromiseRow[] {
  const stored = new Set(notifications.map(({ id }) => id));
  const broken = (what: string, is: (state: DeliveryState) => boolean): PromiseRow => ({
    what,
    broken: states.filter(is).map(describe),
  });
  return [
    broken("lost", (state) => isLost(state, stored, queued)),
    broken("not ended when the time to drain was up", (state) => isOpen(state) && queued > 0),
    broken("duplicates without a mark", isUnmarkedDuplicate),
    broken("sent by its record, but no provider has it", isSentWithoutProof),
    broken("taken by a provider, but failed or expired without a mark", isTakenUnmarked),
    broken("refused, then asked of a provider again", ({ record }) => isAskedAfterRefusal(record)),
    broken(
      "dead letters without an attempt",
      ({ isDeadLetter, record }) => isDeadLetter && (record?.attempts ?? 0) === 0,
    ),
    broken(
      "in a dead-letter queue, but queued or retrying by the record",
      ({ isLeftOpen, record }) => isLeftOpen && record?.status !== "sending",
    ),
    broken("wasted attempts", (state) => wastedAttempts(state) > 0),
    broken(
      "attempts used up without a dead letter",
      ({ record, isDeadLetter }) => record?.failureReason === "attempts-exhausted" && !isDeadLetter,
    ),
  ];
}

/** Marked although no outcome in its trail is unknown: a function died and another took over. */
function wasTakenUpAgain({ record }: DeliveryState): boolean {
  return (
    record?.possibleDuplicate === true && record.trail.every(({ outcome }) => outcome !== "unknown")
  );
}

function isOpen({ record, isDeadLetter }: DeliveryState): boolean {
  return !isDeadLetter && !(record && hasEnded(record.status));
}

function isLost(state: DeliveryState, stored: ReadonlySet<string>, queued: number): boolean {
  const [notificationId = ""] = state.id.split("#");
  return !stored.has(notificationId) || (isOpen(state) && queued === 0);
}

/** A delivery whose record was left open could not be marked. */
function isUnmarkedDuplicate({ record, taken, isLeftOpen }: DeliveryState): boolean {
  return taken.length > 1 && !isLeftOpen && record?.possibleDuplicate !== true;
}

function isSentWithoutProof({ record, taken }: DeliveryState): boolean {
  if (record?.status !== "sent") {
    return false;
  }
  return !taken.some(
    ({ provider, providerMessageId }) =>
      provider === record.provider && providerMessageId === record.providerMessageId,
  );
}

function isTakenUnmarked({ record, taken }: DeliveryState): boolean {
  if (record?.status !== "failed" && record?.status !== "expired") {
    return false;
  }
  return taken.length > 0 && !record.possibleDuplicate;
}

/**
 * Attempts that were counted although no provider was called. How many a function that died made, its
 * record does not say: such a delivery is left out, and one whose trail is full.
 */
function wastedAttempts({ record }: DeliveryState): number {
  if (record === undefined || record.trail.length >= trailLimit) {
    return 0;
  }
  const { status, possibleDuplicate, failureReason, attempts, trail } = record;
  if (status === "sending" || possibleDuplicate || failureReason === "suppressed") {
    return 0;
  }
  return Math.max(0, attempts - trail.length);
}

function isAskedAfterRefusal(record: Delivery | undefined): boolean {
  const refusal = record?.trail.findIndex(({ outcome }) => outcome === "refused") ?? -1;
  return refusal !== -1 && refusal !== (record?.trail.length ?? 0) - 1;
}

function describe({ id, record }: DeliveryState): string {
  return `${id} ${record?.status ?? "queued"}`;
}
