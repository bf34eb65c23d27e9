import { expect, test } from "vitest";
import { describeStuck, whyNotRepairable } from "../../../cli/doctor/check-deliveries.ts";
import type { StuckDelivery } from "../../../cli/doctor/find-stuck.ts";
import { formatFinding } from "../../../cli/doctor/finding.ts";
import sandbox from "../../../config/sandbox.json" with { type: "json" };
import { deploymentConfigSchema } from "../../../lib/deployment-config.ts";

const target = {
  config: deploymentConfigSchema.parse(sandbox),
  commandFor: (words: string) => `herald ${words}`,
};

const users = { hashOf: (userId: string) => `hash-of-${userId}` };

const quiet = { waiting: 0, inFlight: 0, deadLetters: 0 };
const behind = { ...quiet, waiting: 101 };

const stuck: StuckDelivery = {
  reference: { userId: "ann@example.com", notificationId: "01J", channel: "sms" },
  reason: "lease-ended",
  acceptedAt: new Date("2026-11-23T15:00:00.000Z"),
};

test("a stuck delivery is named by its id and its user's hash", () => {
  expect(formatFinding(describeStuck(stuck, target, quiet, users))).toBe(
    "delivery 01J of user hash-of-ann@example.com on sms: the function that claimed it died, " +
      "accepted 2026-11-23T15:00:00.000Z -> nothing moves it: herald doctor --repair",
  );
});

test("where there are dead letters they are redriven first", () => {
  const { todo } = describeStuck(stuck, target, { ...quiet, deadLetters: 1 }, users);
  expect(todo).toMatch(/herald redrive --channel sms; .* herald doctor --repair$/);
});

test("deliveries of a channel that is behind, gone or without queues are not repaired", () => {
  expect(whyNotRepairable("sms", target, quiet)).toBeUndefined();
  expect(whyNotRepairable("sms", target, behind)).toContain("sms is behind");
  expect(whyNotRepairable("sms", target, undefined)).toContain("has no queues");
  expect(whyNotRepairable("pigeon", target, quiet)).toContain("is not deployed any more");
  expect(describeStuck(stuck, target, behind, users).todo).toContain("sms is behind");
});
