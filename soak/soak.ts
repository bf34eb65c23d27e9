import { setTimeout as sleep } from "node:timers/promises";
import { TestHarness } from "../local/demonstration/test-harness.ts";
import type { LocalDetails } from "../local/local-details.ts";
import type { Report, Step } from "../terminal/progress.ts";
import type { DrainedBurst } from "./bursts.ts";
import { checkBursts, countBursts, drainBurst } from "./bursts.ts";
import { Caller } from "./caller.ts";
import { checkCalls, countCalls } from "./check-calls.ts";
import { checkContent, countContent } from "./check-content.ts";
import { checkDeliveries, countDeliveries } from "./check-deliveries.ts";
import { deliveryStates } from "./delivery-states.ts";
import { eraseSome } from "./erasures.ts";
import { Faults } from "./faults.ts";
import { readGroundTruth } from "./ground-truth.ts";
import { Kills } from "./kills.ts";
import { Limits } from "./limits.ts";
import type { SoakPlan } from "./plan.ts";
import { nameRun, planCalls } from "./plan.ts";
import { Queues } from "./queues.ts";
import { SeededRandom } from "./random.ts";
import type { MadeCall } from "./traffic.ts";
import { makeCalls } from "./traffic.ts";
import type { Row, Verdict } from "./verdict.ts";

/** Herald under traffic and faults; running its steps in order yields a verdict. */
export class Soak {
  readonly #plan: SoakPlan;
  readonly #details: LocalDetails;
  readonly #signal: AbortSignal | undefined;
  readonly #queues: Queues;
  readonly #caller: Caller;
  readonly #faults: Faults;
  readonly #kills: Kills;
  readonly #limits: Limits;
  readonly #harness: TestHarness;
  readonly #run = nameRun();
  #report: Report = () => {};
  #restorers: (() => Promise<void>)[] = [];
  #made: readonly MadeCall[] = [];
  readonly #bursts: DrainedBurst[] = [];
  #verdict: Verdict | undefined;

  /** @param signal ends the step under way when it aborts; the caller then calls `restore`. */
  constructor(details: LocalDetails, plan: SoakPlan, signal?: AbortSignal) {
    this.#plan = plan;
    this.#details = details;
    this.#signal = signal;
    const harness = new TestHarness(details, signal);
    this.#harness = harness;
    const report = (line: string) => this.#report(line);
    this.#queues = new Queues(details);
    this.#caller = new Caller(harness.herald, signal);
    const hasQuotas = plan.limits !== undefined;
    this.#faults = new Faults(harness, new SeededRandom(plan.seed + 1), report, { hasQuotas });
    this.#kills = new Kills(new SeededRandom(plan.seed + 2), report);
    this.#limits = new Limits(details, new SeededRandom(plan.seed + 5), report);
  }

  readonly steps: readonly Step[] = [
    { title: "Send, amid faults", run: (report) => this.#send(report) },
    { title: "Heal, and let the queues run dry", run: (report) => this.#drain(report) },
    { title: "Send bursts at a provider's quota", run: (report) => this.#burst(report) },
    { title: "Compare the records with the providers'", run: () => this.#check() },
    { title: "Erase users, and look for their files", run: () => this.#erase() },
  ];

  /** What was found, once all steps are done. @throws Error before that. */
  get verdict(): Verdict {
    if (this.#verdict === undefined) {
      throw new Error("the soak is not over");
    }
    return this.#verdict;
  }

  /** Restores whatever the steps changed. May be called twice, and after any step. */
  async restore(): Promise<void> {
    for (const restore of this.#restorers.splice(0)) {
      await restore();
    }
  }

  async #send(report: Report): Promise<void> {
    this.#report = report;
    this.#restorers.push(() => this.#faults.heal());
    await this.#faults.begin(this.#plan.responsesPerHour, Object.keys(this.#details.queues));
    if (this.#plan.visibilitySeconds !== undefined) {
      this.#restorers.push(await this.#queues.setVisibility(this.#plan.visibilitySeconds));
    }
    if (this.#plan.limits !== undefined) {
      this.#restorers.push(await this.#limits.begin());
    }
    // Until they are in force everywhere, a function may still apply a higher limit, and take nothing
    // for a channel that was not enabled.
    await this.#pause(1_500);
    const sending = makeCalls(
      this.#caller,
      planCalls(this.#plan, this.#run),
      this.#plan.concurrency,
      report,
    );
    const sent = sending.then(
      () => {},
      () => {},
    );
    const all = [
      sending,
      this.#changeUntil(sent),
      this.#killUntil(sent),
      this.#limitUntil(sent),
    ] as const;
    // A fault that could not be caused fails the soak, but only once everything has settled.
    await Promise.allSettled(all);
    [this.#made] = await Promise.all(all);
  }

  async #changeUntil(end: Promise<void>): Promise<void> {
    const random = new SeededRandom(this.#plan.seed + 3);
    await this.#repeatUntil(end, random, this.#plan.faultEveryMs, () => this.#faults.change());
  }

  async #limitUntil(end: Promise<void>): Promise<void> {
    const random = new SeededRandom(this.#plan.seed + 6);
    const { limits } = this.#plan;
    if (limits !== undefined) {
      await this.#repeatUntil(end, random, limits.everyMs, () => this.#limits.change());
    }
  }

  async #killUntil(end: Promise<void>): Promise<void> {
    const random = new SeededRandom(this.#plan.seed + 4);
    let left = this.#plan.maxKills ?? Number.POSITIVE_INFINITY;
    await this.#repeatUntil(end, random, this.#plan.killEveryMs, async () => {
      if (left > 0 && (await this.#kills.kill())) {
        left -= 1;
      }
    });
  }

  /** Repeats `work`, pausing 0.5 to 1.5 times `everyMs` before each time. */
  async #repeatUntil(
    end: Promise<void>,
    random: SeededRandom,
    everyMs: number,
    work: () => Promise<void>,
  ): Promise<void> {
    const ended = end.then(() => "ended" as const);
    for (;;) {
      const pauseMs = Math.round(everyMs * (0.5 + random.next()));
      const next = await Promise.race([ended, this.#pause(pauseMs)]);
      if (next === "ended") {
        return;
      }
      await work();
    }
  }

  async #drain(report: Report): Promise<void> {
    await this.#limits.lift();
    await this.#faults.heal();
    const deadline = Date.now() + this.#plan.drainSeconds * 1_000;
    // Twice, since a message that changes its state may be missing from both counts.
    let before = Number.NaN;
    for (let empty = 0; empty < 2 && Date.now() < deadline; await this.#pause(500)) {
      const left = await this.#queues.count();
      empty = left === 0 ? empty + 1 : 0;
      if (left !== before) {
        report(`${left} messages left`);
      }
      before = left;
    }
  }

  async #burst(report: Report): Promise<void> {
    const deps = {
      harness: this.#harness,
      caller: this.#caller,
      concurrency: this.#plan.concurrency,
      report,
      signal: this.#signal,
    };
    for (const burst of this.#plan.limits?.bursts ?? []) {
      const drained = await drainBurst(deps, burst, this.#run);
      this.#bursts.push(drained);
      this.#made = [...this.#made, ...drained.calls];
    }
  }

  async #check(): Promise<void> {
    const users = new Set(this.#made.map(({ call }) => call.submission.userId));
    const truth = await readGroundTruth(this.#details, this.#queues, users);
    const states = deliveryStates(this.#made, truth);
    this.#verdict = {
      seen: [
        ...countCalls(this.#made),
        ...this.#countFaults(),
        ...countDeliveries(states),
        ...countContent(this.#made, truth),
        ...countBursts(this.#bursts),
      ],
      promises: [
        ...checkCalls(this.#made, truth, this.#plan.responsesPerHour),
        ...checkDeliveries(states, truth),
        ...checkContent(this.#made, truth),
        ...checkBursts(this.#bursts),
      ],
    };
  }

  async #erase(): Promise<void> {
    const { seen, promises } = this.verdict;
    const erasures = await eraseSome(this.#harness, this.#made);
    this.#verdict = {
      seen: [...seen, ...erasures.seen],
      promises: [...promises, ...erasures.promises],
    };
  }

  #countFaults(): Row[] {
    const rows = (what: string, counts: ReadonlyMap<string, number>) =>
      [...counts].toSorted().map(([name, count]) => ({ what: `${what}: ${name}`, count }));
    return [
      ...rows("calls repeated", this.#caller.repeated),
      ...rows("changed", this.#faults.changes),
      ...rows("processes killed", this.#kills.killed),
      ...rows("limit imposed", this.#limits.changes),
      ...rows("limit met", this.#limits.hits),
    ];
  }

  async #pause(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.#signal });
  }
}
