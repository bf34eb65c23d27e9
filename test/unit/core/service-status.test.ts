import { expect, test } from "vitest";
import { readServiceStatus } from "../../../lambdas/core/service-status.ts";
import { InMemoryHealth } from "../../support/in-memory/health.ts";

const openUntil = new Date("2026-11-23T15:21:00.000Z");
const queue = { waiting: 1, inFlight: 2, deadLetters: 3 };

test("shows each channel with its providers in order, and who is known to be down", async () => {
  const health = new InMemoryHealth();
  const twilio = { provider: "twilio", failures: 1, openUntil, lastError: "unknown: timeout" };
  await health.write({ ...twilio, state: "open" }, undefined);
  await health.write({ provider: "ses", state: "closed", failures: 0, openUntil }, undefined);
  const channels = [
    { name: "sms", enabled: true, providers: ["twilio", "sns"] },
    { name: "email", enabled: false, providers: ["ses"] },
  ];

  const status = await readServiceStatus({
    channels: async () => channels,
    health,
    depthOf: async () => queue,
  });

  expect(status).toEqual([
    {
      name: "sms",
      enabled: true,
      providers: [
        { id: "twilio", state: "open", openUntil, lastError: "unknown: timeout" },
        { id: "sns", state: "closed" },
      ],
      queue,
    },
    { name: "email", enabled: false, providers: [{ id: "ses", state: "closed" }], queue },
  ]);
  expect(health.reads).toBe(1);
});
