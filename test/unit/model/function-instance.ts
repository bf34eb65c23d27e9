import { DependencyUnavailable } from "../../../lambdas/core/ports/unavailable.ts";
import { functionTimeoutMs } from "./configuration.ts";
import type { Service } from "./outages.ts";
import type { WatchedSurroundings } from "./watched-surroundings.ts";

/**
 * One instance of a function: it carries out one invocation at a time, and can die at any moment.
 * Once dead, or past its deadline, none of its calls takes effect or returns.
 */
export abstract class FunctionInstance {
  readonly name: string;
  readonly world: WatchedSurroundings;
  deadline = new Date(0);
  #hasDied = false;

  constructor(world: WatchedSurroundings, name: string) {
    this.world = world;
    this.name = name;
  }

  /** Begins an invocation. */
  protected begin(): void {
    this.deadline = new Date(this.world.time.now().getTime() + functionTimeoutMs);
  }

  get isAlive(): boolean {
    return !this.#hasDied && this.world.time.now() < this.deadline;
  }

  die(): void {
    this.#hasDied = true;
    this.world.turns.forget(this);
  }

  /** Lets time pass for this instance, and so for all. */
  protected pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.world.turns.wait(this, () => {
        if (this.isAlive) {
          this.world.time.advance(ms);
          resolve();
        }
      });
    });
  }

  /** Makes a port call of this instance: it takes effect in one turn and returns in another. */
  protected call<Result>(
    service: Service | "provider",
    what: string | (() => string),
    effect: () => Promise<Result>,
  ): Promise<Result> {
    const { promise, resolve, reject } = Promise.withResolvers<Result>();
    const turn = (happens: () => void) =>
      this.world.turns.wait(this, () => {
        if (this.isAlive) {
          happens();
        }
      });
    turn(() => {
      const outage = service === "provider" ? undefined : this.world.outageAt(service);
      const line = typeof what === "string" ? what : what();
      this.world.note(`${this.name} ${line}${outage === undefined ? "" : ` (${outage})`}`);
      const response = outage === "unreachable" ? undefined : effect();
      response?.catch(() => {});
      turn(() => {
        if (response && outage === undefined) {
          resolve(response);
        } else {
          reject(new DependencyUnavailable(service, new Error(outage)));
        }
      });
    });
    return promise;
  }
}
