import { afterEach, expect, test } from "vitest";
import { Soak } from "../../soak/soak.ts";
import type { Verdict } from "../../soak/verdict.ts";
import { brokenPromises, formatVerdict } from "../../soak/verdict.ts";
import { DeployedHerald } from "../support/deployed-herald.ts";

const herald = new DeployedHerald();

const soak = new Soak(herald.details, {
  notifications: 100,
  seed: 9,
  users: 3,
  concurrency: 8,
  responsesPerHour: 8,
  faultEveryMs: 100,
  killEveryMs: 300,
  // A killed function's messages come back after the visibility time-out. Few and early kills, and a
  // visibility time-out as short as AWS allows, the function's own time-out, keep this short.
  maxKills: 8,
  visibilitySeconds: 15,
  drainSeconds: 120,
  // Bursts at a quota take as long as the quota says: `npm run soak -- --limits` sends them.
  limits: { everyMs: 800, bursts: [] },
});

afterEach(async () => {
  await soak.restore();
  await herald.forgetProviderHealth();
}, 60_000);

test("no promise is broken while providers misbehave, functions are killed, AWS throttles and configuration changes", async () => {
  for (const { run } of soak.steps) {
    await run(() => {});
  }
  const { verdict } = soak;

  expect(brokenPromises(verdict), formatVerdict(verdict)).toEqual([]);
  // Without these, nothing could have broken a promise.
  expect(total(verdict, "deliveries")).toBeGreaterThan(50);
  expect(total(verdict, "not accepted: throttled")).toBeGreaterThan(0);
  expect(total(verdict, "changed: ")).toBeGreaterThan(0);
  expect(total(verdict, "processes killed: ")).toBeGreaterThan(0);
  expect(total(verdict, "limit met: ")).toBeGreaterThan(0);
  expect(total(verdict, "mails with a file")).toBeGreaterThan(0);
  expect(total(verdict, "accepted of a template")).toBeGreaterThan(0);
  expect(total(verdict, "failed: unsubscribed")).toBeGreaterThan(0);
  expect(total(verdict, "files kept of them")).toBeGreaterThan(0);
  expect(total(verdict, "failed: ") + total(verdict, "duplicates")).toBeGreaterThan(0);
}, 240_000);

function total({ seen }: Verdict, beginning: string): number {
  const rows = seen.filter(({ what }) => what.startsWith(beginning));
  return rows.reduce((sum, { count }) => sum + count, 0);
}
