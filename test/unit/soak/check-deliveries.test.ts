import { expect, test } from "vitest";
import type { Delivery, ProviderCall } from "../../../lambdas/core/delivery.ts";
import { checkDeliveries } from "../../../soak/check-deliveries.ts";
import type { DeliveryState } from "../../../soak/delivery-states.ts";
import { brokenPromises } from "../../../soak/verdict.ts";

const at = new Date("2026-01-01T12:00:00Z");
const call: ProviderCall = { at, provider: "ses", outcome: "unavailable", code: "http-503", ms: 5 };

function record(changes: Partial<Delivery>): Delivery {
  return {
    userId: "u-42",
    notificationId: "n-1",
    channel: "email",
    status: "failed",
    failureReason: "attempts-exhausted",
    attempts: 2,
    attemptsInRound: 2,
    lastAttempt: true,
    version: 4,
    leaseToken: "lease",
    leaseUntil: at,
    updatedAt: at,
    possibleDuplicate: false,
    trail: [call, call],
    ...changes,
  };
}

/** The promises that a dead letter with this record breaks. */
function brokenBy(delivery: Delivery | undefined): string[] {
  const state: DeliveryState = {
    id: "n-1#email",
    ...(delivery && { record: delivery }),
    taken: [],
    isDeadLetter: true,
    isLeftOpen: delivery === undefined || ["sending", "retrying"].includes(delivery.status),
  };
  const notifications = [{ id: "n-1" }] as never;
  const truth = { notifications, deliveries: [], received: [], deadLetters: [], queued: 0 };
  const verdict = { seen: [], promises: checkDeliveries([state], truth) };
  return brokenPromises(verdict).map(({ what }) => what);
}

test("a dead letter whose attempts called providers breaks nothing", () => {
  expect(brokenBy(record({}))).toEqual([]);
});

test("a dead letter that nobody attempted is found", () => {
  const expected = [
    "dead letters without an attempt",
    "in a dead-letter queue, but queued or retrying by the record",
  ];
  expect(brokenBy(undefined)).toEqual(expected);
  const { failureReason: _, ...waiting } = record({ status: "retrying", attempts: 0, trail: [] });
  expect(brokenBy(waiting)).toEqual(expected);
});

test("attempts in which no provider was called are found", () => {
  expect(brokenBy(record({ attempts: 3 }))).toEqual(["wasted attempts"]);
});

test("what a function that died may have called is not taken for wasted", () => {
  expect(brokenBy(record({ attempts: 3, possibleDuplicate: true }))).toEqual([]);
  const { failureReason: _, ...left } = record({ status: "sending", attempts: 3 });
  expect(brokenBy(left)).toEqual([]);
});
