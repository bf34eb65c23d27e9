import { expect, test } from "vitest";
import type { HealthRecord } from "../../../lambdas/core/health-record.ts";
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
    clock: { now: () => new Date("2026-11-23T15:20:59.999Z") },
  });

  expect(status).toEqual([
    {
      name: "sms",
      enabled: true,
      providers: [
        {
          id: "twilio",
          condition: "down",
          state: "open",
          openUntil,
          lastError: "unknown: timeout",
        },
        { id: "sns", condition: "ok", state: "closed" },
      ],
      queue,
    },
    {
      name: "email",
      enabled: false,
      providers: [{ id: "ses", condition: "ok", state: "closed" }],
      queue,
    },
  ]);
  expect(health.reads).toBe(1);
});

async function statusOf(record: Omit<HealthRecord, "provider" | "failures">, now = openUntil) {
  const health = new InMemoryHealth();
  await health.write({ provider: "sns", failures: 0, ...record }, undefined);
  const [channel] = await readServiceStatus({
    channels: async () => [{ name: "sms", enabled: true, providers: ["sns"] }],
    health,
    depthOf: async () => queue,
    clock: { now: () => now },
  });
  return channel?.providers[0];
}

test("a provider whose open time is over is to be tried, until a delivery comes to it", async () => {
  const record = { state: "open", openUntil, lastError: "unavailable: http-503" } as const;
  expect(await statusOf(record)).toEqual({ id: "sns", condition: "to-be-tried", ...record });
});

test("a provider that is misconfigured says since when, by which code, and not with what", async () => {
  const since = new Date("2026-11-23T15:00:00.000Z");
  const lastError = "misconfigured: 20003";
  const record = { openUntil: since, since, lastError, settingsMark: "mark" };
  expect(await statusOf({ ...record, state: "misconfigured" })).toEqual({
    id: "sns",
    condition: "misconfigured",
    state: "closed",
    since,
    lastError,
  });
});
