import { setTimeout as sleep } from "node:timers/promises";
import type { TestHarness } from "../local/demonstration/test-harness.ts";
import type { Report } from "../terminal/progress.ts";
import type { Caller } from "./caller.ts";
import type { Burst } from "./plan.ts";
import { planBurst } from "./plan.ts";
import type { MadeCall } from "./traffic.ts";
import { makeCalls } from "./traffic.ts";
import type { PromiseRow, Row } from "./verdict.ts";

/** What became of a burst. */
export interface DrainedBurst extends Burst {
  readonly calls: readonly MadeCall[];
  /** From the first call until the provider took the last mail; infinite if it did not in time. */
  readonly seconds: number;
}

/** The budget: so many times as long as the provider would need alone. */
const maxShare = 1.5;

/** How long to go on after the budget is used, to see what it comes to. */
const patienceSeconds = 30;

const provider = "ses";
const listParameter = "channels/email/providers";

/** What making bursts needs. */
export interface BurstDependencies {
  readonly harness: TestHarness;
  readonly caller: Caller;
  readonly concurrency: number;
  readonly report: Report;
  readonly signal: AbortSignal | undefined;
}

/** Sends a burst through a channel with one provider that has a quota, and waits until it is drained. */
export async function drainBurst(
  deps: BurstDependencies,
  burst: Burst,
  run: string,
): Promise<DrainedBurst> {
  const { parameters, simulator } = deps.harness;
  return parameters.whileSet(listParameter, provider, async () => {
    await simulator.behave(provider, { perSecond: burst.perSecond });
    try {
      await deps.harness.untilParametersAreInForce();
      return await send(deps, burst, run);
    } finally {
      await simulator.behave(provider, {});
    }
  });
}

async function send(deps: BurstDependencies, burst: Burst, run: string): Promise<DrainedBurst> {
  const { caller, concurrency, report, harness, signal } = deps;
  const start = Date.now();
  const planned = planBurst(burst, run);
  const calls = await makeCalls(caller, planned, concurrency, report);
  const messages = new Set(planned.map(({ submission }) => submission.message));
  const patienceMs = (maxSeconds(burst) + patienceSeconds) * 1_000;
  for (;;) {
    const received = await harness.simulator.received();
    const own = received.filter((one) => one.provider === provider && messages.has(one.text));
    report(`${own.length} of ${burst.mails} mails at ${burst.perSecond}/s taken`);
    if (own.length >= burst.mails) {
      const last = Math.max(...own.map(({ at }) => Date.parse(at)));
      return { ...burst, calls, seconds: (last - start) / 1_000 };
    }
    if (Date.now() - start > patienceMs) {
      return { ...burst, calls, seconds: Number.POSITIVE_INFINITY };
    }
    await sleep(500, undefined, { signal });
  }
}

/** How long each burst took. */
export function countBursts(bursts: readonly DrainedBurst[]): Row[] {
  return bursts.map((burst) => ({
    what: `seconds for ${nameOf(burst)}, which is ${maxSeconds(burst)} at most`,
    count: Math.round(burst.seconds * 10) / 10,
  }));
}

/** Compares bursts with the budget. */
export function checkBursts(bursts: readonly DrainedBurst[]): PromiseRow[] {
  const late = bursts.filter((burst) => burst.seconds > maxSeconds(burst));
  return [{ what: `drained later than ${maxShare} × N / r`, broken: late.map(nameOf) }];
}

function maxSeconds({ mails, perSecond }: Burst): number {
  return Math.round((maxShare * mails * 10) / perSecond) / 10;
}

function nameOf({ mails, perSecond }: Burst): string {
  return `${mails} mails at ${perSecond}/s`;
}
