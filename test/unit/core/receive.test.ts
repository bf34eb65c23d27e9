import { expect, test } from "vitest";
import { isOlder, isRunningOut, maxReceivesOf } from "../../../lambdas/core/receive.ts";

const sentAt = new Date("2026-11-23T15:20:00Z");
const policy = {
  retryDelaysSeconds: [30],
  afterUnknown: "resend",
  order: "listed",
  maxReceives: 100,
} as const;

test.each([
  [[], 121],
  [[30, 120, 600, 1800], 125],
])("a delivery with the delays %j has room for %i receives", (retryDelaysSeconds, receives) => {
  expect(maxReceivesOf({ retryDelaysSeconds })).toBe(receives);
});

test.each([
  [1, false],
  [95, false],
  [96, true],
  [101, true],
])("receive %i of 100 is one of the last: %s", (count, expected) => {
  expect(isRunningOut({ count, sentAt, deadline: sentAt }, policy)).toBe(expected);
});

test.each([
  ["a week later is not older", "2026-11-30T15:20:00.000Z", false],
  ["after a week is older", "2026-11-30T15:20:00.001Z", true],
])("a message that comes back %s than a week", (_, backAt, expected) => {
  const receive = { count: 1, sentAt, deadline: sentAt };
  expect(isOlder(receive, new Date(backAt), 7)).toBe(expected);
});
