import { DependencyUnavailable } from "../../../lambdas/core/ports.ts";
import { functionTimeoutMs } from "./configuration.ts";
import type { World } from "./world.ts";

/** What can be out of service for a while. */
export const services = ["DynamoDB", "SQS", "SSM"] as const;

export type Service = (typeof services)[number];

/** A service that is out of order. */
export interface Outage {
  /** Whether calls take effect all the same. */
  readonly kind: "unreachable" | "answers-lost";
  /** Whether it goes on after the first call that fails. */
  readonly lasts: boolean;
  /** Calls that still succeed before it begins. */
  after: number;
}

/**
 * One instance of a function: it carries out one invocation at a time, and can die at any moment.
 * Once dead, or past its deadline, none of its calls takes effect or is answered.
 */
export abstract class FunctionInstance {
  readonly name: string;
  readonly world: World;
  deadline = new Date(0);
  #hasDied = false;

  constructor(world: World, name: string) {
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

  /** Makes a port call of this instance: it takes effect in one turn and is answered in another. */
  protected call<Answer>(
    service: Service | "provider",
    what: string | (() => string),
    effect: () => Promise<Answer>,
  ): Promise<Answer> {
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
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
