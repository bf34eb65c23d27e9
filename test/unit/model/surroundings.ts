import type { Delivery } from "../../../lambdas/core/delivery.ts";
import type { DeliveryReference } from "../../../lambdas/core/delivery-reference.ts";
import { InMemoryAttachments } from "../../support/in-memory/content.ts";
import { InMemoryHealth } from "../../support/in-memory/health.ts";
import { countingIdentifiers } from "../../support/in-memory/identifiers.ts";
import { InMemoryAddressCounter } from "../../support/in-memory/limits.ts";
import { InMemoryReservations } from "../../support/in-memory/reservations.ts";
import { InMemoryStore } from "../../support/in-memory/store.ts";
import { VirtualTime } from "../../support/in-memory/virtual-time.ts";
import type { BehaviorName } from "./behaviors.ts";
import type { ChannelName, Configuration } from "./configuration.ts";
import { channels, firstConfiguration, queueVisibilityMs } from "./configuration.ts";
import type { Outage, Service } from "./outages.ts";
import type { QueuedMessage } from "./queue.ts";
import { ModelQueue } from "./queue.ts";
import { Turns } from "./turns.ts";

/** The services in memory that Herald's functions use, and a journal of what happened. */
export class Surroundings {
  readonly time = new VirtualTime();
  readonly turns = new Turns();
  readonly store = new InMemoryStore();
  readonly files = new InMemoryAttachments();
  readonly addressCounter = new InMemoryAddressCounter();
  readonly reservations = new InMemoryReservations(this.time);
  readonly healthRecords = new InMemoryHealth();
  readonly identifiers = countingIdentifiers();
  readonly queues = { sms: this.#queue("sms"), email: this.#queue("email") };

  readonly outages = new Map<Service, Outage>();
  readonly behaviors = new Map<string, BehaviorName>();
  configuration: Configuration = firstConfiguration;

  /** What happened, in a line each. */
  readonly journal: string[] = [];
  readonly #brokenPromises: string[] = [];

  #queue(channel: ChannelName): ModelQueue {
    return new ModelQueue({
      clock: this.time,
      maxReceiveCount: channels[channel].policy.maxReceives,
      visibilityMs: queueVisibilityMs,
      onDead: (message) => this.onDead(message),
    });
  }

  /** A message goes to the dead-letter queue. */
  protected onDead(_message: QueuedMessage): void {}

  readonly behaviorOf = (provider: string): BehaviorName =>
    this.behaviors.get(provider) ?? "accept";

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

  deliveryNow({ userId, notificationId, channel }: DeliveryReference): Delivery | undefined {
    return this.store.deliveries.get([userId, notificationId, channel].join(" "));
  }

  /** Time passes until a moment, if it is still to come. */
  advanceTo(moment: number): void {
    this.time.advance(Math.max(0, moment - this.time.now().getTime()));
  }

  note(line: string): void {
    this.journal.push(`${this.time.now().toISOString().slice(11, 19)} ${line}`);
  }

  broken(promise: string): void {
    this.note(`BROKEN: ${promise}`);
    this.#brokenPromises.push(promise);
  }

  /** The first promise that was broken. */
  get firstBroken(): string | undefined {
    return this.#brokenPromises[0];
  }
}
