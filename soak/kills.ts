import type { Report } from "../terminal/progress.ts";
import type { SeededRandom } from "./random.ts";
import { killIfAlive, listWorkers } from "./worker-processes.ts";

/** The share of kills that hits channel functions. */
const channelShare = 0.85;

/** Kills the processes in which functions run. */
export class Kills {
  readonly #random: SeededRandom;
  readonly #report: Report;
  /** How many processes were killed, by function. */
  readonly killed = new Map<string, number>();

  constructor(random: SeededRandom, report: Report) {
    this.#random = random;
    this.#report = report;
  }

  /**
   * Kills all processes of a function, chosen among those that have any: it cannot be seen which of
   * them are in the middle of a call.
   *
   * @returns whether any process was killed.
   */
  async kill(): Promise<boolean> {
    const workers = await listWorkers();
    // Killing intake holds up every caller: too often, and the channels have nothing to do.
    const isChannel = this.#random.chance(channelShare);
    const names = workers.map(({ functionName }) => functionName);
    const eligible = names.filter((name) => name.includes("-channel-") === isChannel);
    if (eligible.length === 0) {
      return false;
    }
    const chosen = this.#random.pick([...new Set(eligible)].toSorted());
    const pids = workers.flatMap(({ pid, functionName }) => (functionName === chosen ? pid : []));
    const count = pids.filter(killIfAlive).length;
    this.killed.set(chosen, (this.killed.get(chosen) ?? 0) + count);
    this.#report(`killed ${count} of ${chosen}`);
    return count > 0;
  }
}
