import { expect, test } from "vitest";
import { isDone, redriveEligibility } from "../../../cli/redrive/redrive-eligibility.ts";
import type { Delivery } from "../../../lambdas/core/delivery.ts";
import type { Notification } from "../../../lambdas/core/notification.ts";

const startedAt = new Date("2026-11-23T15:00:00.000Z");
const hoursAgo = (hours: number) => new Date(startedAt.getTime() - hours * 3_600_000);

const notification: Notification = {
  id: "01J",
  userId: "u-42",
  message: "Hi",
  addresses: {},
  channels: ["sms"],
  expectsResponse: false,
  registeredAt: hoursAgo(9),
};

const failed: Delivery = {
  userId: "u-42",
  notificationId: "01J",
  channel: "sms",
  status: "failed",
  failureReason: "attempts-exhausted",
  attempts: 4,
  attemptsInRound: 4,
  lastAttempt: true,
  version: 8,
  leaseToken: "",
  leaseUntil: hoursAgo(2),
  updatedAt: hoursAgo(2),
  possibleDuplicate: false,
  trail: [],
};

const sentAt = hoursAgo(8);
const eligibilityOf = (records: Parameters<typeof redriveEligibility>[0], since?: Date) =>
  redriveEligibility(records, sentAt, { startedAt, since });

test("a delivery whose attempts were used up is redrivable", () => {
  expect(eligibilityOf({ notification, delivery: failed })).toBe("redrivable");
});

test.each(["sending", "retrying"] as const)(
  "one whose function died before it could record the end, %s, is too",
  (status) => {
    const { failureReason: _, ...before } = failed;
    expect(eligibilityOf({ notification, delivery: { ...before, status } })).toBe("redrivable");
  },
);

test("one without a record is too", () => {
  expect(eligibilityOf({ notification })).toBe("redrivable");
});

test.each([
  { status: "sent" },
  { status: "delivered" },
  { status: "expired" },
  { failureReason: "refused" },
  { failureReason: "unknown" },
] as const)("one that ended otherwise stays: %j", (end) => {
  const { failureReason: _, ...before } = failed;
  expect(eligibilityOf({ notification, delivery: { ...before, ...end } })).toBe("ended");
});

test("one whose notification was erased, or is past its expiry, stays", () => {
  expect(eligibilityOf({ delivery: failed })).toBe("erased");
  const expiresAt = hoursAgo(1);
  expect(eligibilityOf({ notification: { ...notification, expiresAt }, delivery: failed })).toBe(
    "expired",
  );
});

test("since counts from when the delivery failed, not from when it was first queued", () => {
  expect(eligibilityOf({ notification, delivery: failed }, hoursAgo(3))).toBe("redrivable");
  expect(eligibilityOf({ notification, delivery: failed }, hoursAgo(1))).toBe("earlier");
});

test("since counts from the first queueing where no attempt left a record", () => {
  expect(eligibilityOf({ notification }, hoursAgo(9))).toBe("redrivable");
  expect(eligibilityOf({ notification }, hoursAgo(3))).toBe("earlier");
});

test("a message queued after the pass began stays: it may be one that the pass has moved", () => {
  const records = { notification, delivery: failed };
  expect(redriveEligibility(records, startedAt, { startedAt })).toBe("new");
});

test("only messages of deliveries that will never go on are done with", () => {
  const done = ["erased", "ended", "expired"] as const;
  const open = ["redrivable", "malformed", "earlier", "new"] as const;
  expect(done.every(isDone)).toBe(true);
  expect(open.some(isDone)).toBe(false);
});
