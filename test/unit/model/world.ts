import { metrics } from "../../../lambdas/runtime/metrics.ts";
import type { CallerRequest } from "./caller-request.ts";
import { ChannelFunction } from "./channel-function.ts";
import type { ChannelName } from "./configuration.ts";
import type { FunctionInstance } from "./function-instance.ts";
import { IntakeFunction } from "./intake-function.ts";
import type { QueuedMessage } from "./queue.ts";
import { WatchedSurroundings } from "./watched-surroundings.ts";

/** Herald's functions over services in memory, with everything that can go wrong around them. */
export class World extends WatchedSurroundings {
  readonly requests: CallerRequest[] = [];
  readonly idle: Record<ChannelName, ChannelFunction[]> = { sms: [], email: [] };
  #instances = 0;

  /** A caller makes a request. */
  call(request: CallerRequest, isHeard: boolean): void {
    const instance = new IntakeFunction(this, this.#name("intake"), request);
    void instance.invoke(isHeard);
  }

  /** SQS invokes the channel's function, a warm instance if there is one. */
  deliver(channel: ChannelName, batch: readonly QueuedMessage[]): void {
    if (batch.length === 0) {
      return;
    }
    const instance =
      this.idle[channel].pop() ?? new ChannelFunction(this, this.#name(channel), channel);
    this.note(`${instance.name} receives ${batch.map(({ id }) => id).join(", ")}`);
    void this.#invoke(instance, batch);
  }

  async #invoke(instance: ChannelFunction, batch: readonly QueuedMessage[]): Promise<void> {
    await instance.invoke(batch);
    this.idle[instance.channel].push(instance);
  }

  #name(of: string): string {
    this.#instances += 1;
    return `${of}-${this.#instances}`;
  }

  /** A function that is at work dies. */
  crash(pick: number): void {
    const atWork = this.turns.owners() as FunctionInstance[];
    const victim = atWork[pick % Math.max(1, atWork.length)];
    if (victim) {
      this.note(`${victim.name} dies`);
    }
    victim?.die();
  }

  /** @throws Error with the first promise that was broken, and what led to it. */
  check(): void {
    metrics.clearMetrics();
    const broken = this.firstBroken;
    if (broken !== undefined) {
      throw new Error([broken, ...this.journal.map((line) => `  ${line}`)].join("\n"));
    }
  }
}
