import type { Delivery } from "../../../lambdas/core/delivery.ts";
import type { DeliveryReference } from "../../../lambdas/core/delivery-reference.ts";
import { maximumAttempts } from "../../../lambdas/core/retry-delay.ts";
import { metrics } from "../../../lambdas/runtime/metrics.ts";
import { InMemoryHealth } from "../../support/in-memory/health.ts";
import { countingIdentifiers } from "../../support/in-memory/identifiers.ts";
import { InMemoryReservations } from "../../support/in-memory/reservations.ts";
import { InMemoryStore } from "../../support/in-memory/store.ts";
import { VirtualTime } from "../../support/in-memory/virtual-time.ts";
import type { BehaviorName } from "./behaviors.ts";
import { ChannelFunction } from "./channel-function.ts";
import type { ChannelName, Configuration } from "./configuration.ts";
import { channels, firstConfiguration, queueVisibilityMs } from "./configuration.ts";
import { DeliveryWitness } from "./delivery-witness.ts";
import type { FunctionInstance, Outage, Service } from "./function-instance.ts";
import { HealthWitness } from "./health-witness.ts";
import type { CallerRequest } from "./intake-function.ts";
import { IntakeFunction } from "./intake-function.ts";
import { IntakeWitness } from "./intake-witness.ts";
import type { QueuedMessage } from "./queue.ts";
import { ModelQueue } from "./queue.ts";
import { Turns } from "./turns.ts";

/** Herald's functions over services in memory, with everything that can go wrong around them. */
export class World {
  readonly time = new VirtualTime();
  readonly turns = new Turns();
  readonly store = new InMemoryStore();
  readonly reservations = new InMemoryReservations(this.time);
  readonly healthRecords = new InMemoryHealth();
  readonly identifiers = countingIdentifiers();
  readonly queues = { sms: this.#queue("sms"), email: this.#queue("email") };

  readonly intake = new IntakeWitness(this);
  readonly deliveries = new DeliveryWitness(this);
  readonly health = new HealthWitness(this);

  readonly requests: CallerRequest[] = [];
  readonly idle: Record<ChannelName, ChannelFunction[]> = { sms: [], email: [] };
  readonly outages = new Map<Service, Outage>();
  readonly behaviors = new Map<string, BehaviorName>();
  configuration: Configuration = firstConfiguration;

  /** What happened, in a line each. */
  readonly journal: string[] = [];
  readonly #brokenPromises: string[] = [];
  #instances = 0;

  constructor() {
    this.intake.limitChanged(firstConfiguration.responsesPerHour);
  }

  #queue(channel: ChannelName): ModelQueue {
    const maxReceiveCount = maximumAttempts(channels[channel].policy);
    return new ModelQueue({ clock: this.time, maxReceiveCount, visibilityMs: queueVisibilityMs });
  }

  readonly behaviorOf = (provider: string): BehaviorName =>
    this.behaviors.get(provider) ?? "accept";

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
    void instance.invoke(batch);
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

  /** What is wrong with a service when it is called, if anything. */
  outageAt(service: Service): Outage["kind"] | undefined {
    const outage = this.outages.get(service);
    if (outage === undefined) {
      return undefined;
    }
    outage.after -= 1;
    if (outage.after >= 0) {
      return undefined;
    }
    if (!outage.lasts) {
      this.outages.delete(service);
    }
    return outage.kind;
  }

  configure(changes: Partial<Configuration>): void {
    this.configuration = { ...this.configuration, ...changes };
    this.intake.limitChanged(this.configuration.responsesPerHour);
  }

  /** Removes a user's notifications and deliveries; what was counted for the throttle stays. */
  erase(userId: string): void {
    this.intake.erased(userId);
    for (const records of [this.store.notifications, this.store.deliveries]) {
      for (const key of records.keys()) {
        if (key.startsWith(`${userId} `)) {
          records.delete(key);
        }
      }
    }
  }

  deliveryNow({ userId, notificationId, channel }: DeliveryReference): Delivery | undefined {
    return this.store.deliveries.get([userId, notificationId, channel].join(" "));
  }

  /** Time passes until a moment, if it is still to come. */
  advanceTo(moment: number): void {
    this.time.advance(Math.max(0, moment - this.time.now().getTime()));
  }

  /** Everything works again. */
  heal(): void {
    this.behaviors.clear();
    this.outages.clear();
    this.configure(firstConfiguration);
  }

  note(line: string): void {
    this.journal.push(`${this.time.now().toISOString().slice(11, 19)} ${line}`);
  }

  broken(promise: string): void {
    this.note(`BROKEN: ${promise}`);
    this.#brokenPromises.push(promise);
  }

  /** @throws Error with the first promise that was broken, and what led to it. */
  check(): void {
    metrics.clearMetrics();
    const [first] = this.#brokenPromises;
    if (first === undefined) {
      return;
    }
    throw new Error([first, ...this.journal.map((line) => `  ${line}`)].join("\n"));
  }
}
