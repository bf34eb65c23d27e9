import { expect, test } from "vitest";
import type { DeliveryStatus } from "../../../lambdas/core/delivery.ts";
import { whyStuck } from "../../../lambdas/core/stuck-delivery.ts";

const now = new Date("2026-11-23T15:00:00.000Z");
const minutesAgo = (minutes: number) => new Date(now.getTime() - minutes * 60_000);
const patienceMs = 15 * 60_000;

function reasonFor(status: DeliveryStatus, dueMinutesAgo: number, lastAttempt = false) {
  const due = minutesAgo(dueMinutesAgo);
  const delivery = {
    status,
    lastAttempt,
    leaseUntil: due,
    updatedAt: due,
    ...(status === "retrying" && { nextAttemptAt: due }),
  };
  return whyStuck({ notification: { registeredAt: minutesAgo(600) }, delivery }, now, patienceMs);
}

test.each([
  [15, undefined],
  [16, "never-claimed"],
])("accepted %i minutes ago and never claimed: %s", (minutes, expected) => {
  const records = { notification: { registeredAt: minutesAgo(minutes) } };
  expect(whyStuck(records, now, patienceMs)).toBe(expected);
});

test("a delivery that was queued again and never claimed is stuck, by the time of that", () => {
  expect(reasonFor("queued", 15)).toBeUndefined();
  expect(reasonFor("queued", 16)).toBe("never-claimed");
});

test("a delivery whose function died is stuck once its message must have come back", () => {
  expect(reasonFor("sending", -1)).toBeUndefined();
  expect(reasonFor("sending", 15)).toBeUndefined();
  expect(reasonFor("sending", 16)).toBe("lease-ended");
});

test("a delivery whose function died in its last attempt has ended", () => {
  expect(reasonFor("sending", 10_000, true)).toBeUndefined();
});

test("a delivery that waits for its attempt is stuck when that is overdue", () => {
  expect(reasonFor("retrying", -60)).toBeUndefined();
  expect(reasonFor("retrying", 15)).toBeUndefined();
  expect(reasonFor("retrying", 16)).toBe("attempt-overdue");
});

test.each(["sent", "delivered", "failed", "expired"] as const)(
  "a delivery that is %s is never stuck",
  (status) => {
    expect(reasonFor(status, 10_000)).toBeUndefined();
  },
);
