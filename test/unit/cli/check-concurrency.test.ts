import { expect, test } from "vitest";
import type { ConcurrencyTarget } from "../../../cli/doctor/check-concurrency.ts";
import { checkConcurrency } from "../../../cli/doctor/check-concurrency.ts";
import sandbox from "../../../config/sandbox.json" with { type: "json" };
import { DependencyUnavailable } from "../../../lambdas/core/ports/unavailable.ts";
import { backlogConcurrency } from "../../../lib/concurrency.ts";
import { deploymentConfigSchema } from "../../../lib/deployment-config.ts";

const config = deploymentConfigSchema.parse(sandbox);
const needed = backlogConcurrency(config) + config.concurrency.requests;

/** A client of an account with so many concurrent executions. */
function accountWith(ConcurrentExecutions: number): ConcurrencyTarget["lambda"] {
  return { send: async () => ({ AccountLimit: { ConcurrentExecutions } }) } as never;
}

test("an account that has enough is in order", async () => {
  expect(await checkConcurrency({ lambda: accountWith(needed), config })).toEqual([]);
});

test("one execution too few is found, with both numbers and what to do", async () => {
  const findings = await checkConcurrency({ lambda: accountWith(needed - 1), config });
  expect(findings).toEqual([
    {
      check: "concurrency",
      where: "account",
      what: `channels and receipts may run ${needed - 5} functions at once and 5 are kept for requests, of ${needed - 1} that the account has`,
      todo: expect.stringMatching(/^lower the channels' maximumConcurrency .*L-B99A9384/),
    },
  ]);
});

test("a limit that may not be read is an error of Lambda's", async () => {
  const lambda = { send: () => Promise.reject(new Error("AccessDenied")) } as never;
  await expect(checkConcurrency({ lambda, config })).rejects.toThrow(DependencyUnavailable);
});
