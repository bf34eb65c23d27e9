import type { AttemptDependencies } from "../../../lambdas/core/attempt-delivery.ts";
import { attemptDelivery } from "../../../lambdas/core/attempt-delivery.ts";
import type { ChannelPolicy } from "../../../lambdas/core/channel.ts";
import type { Delivery } from "../../../lambdas/core/delivery.ts";
import { healthOver, InMemoryHealth } from "../../support/in-memory/health.ts";
import { countingIdentifiers } from "../../support/in-memory/identifiers.ts";
import { scriptedProvider } from "../../support/in-memory/providers.ts";
import { InMemoryStore } from "../../support/in-memory/store.ts";
import { VirtualTime } from "../../support/in-memory/virtual-time.ts";

const reference = { userId: "u-42", notificationId: "01KAS0000000000000000000ID", channel: "sms" };

/** One delivery on a channel with two providers that accept unless told otherwise. */
export class AttemptStage {
  readonly time = new VirtualTime();
  readonly store = new InMemoryStore();
  readonly healthRecords = new InMemoryHealth();
  readonly one = scriptedProvider("one");
  readonly two = scriptedProvider("two");
  readonly queuedAt = this.time.now();
  deps: AttemptDependencies;

  constructor(policy: Partial<ChannelPolicy> = {}) {
    this.deps = {
      deliveries: this.store,
      suppressions: this.store,
      roster: { read: async () => [this.one, this.two] },
      health: healthOver(this.healthRecords, this.time),
      identifiers: countingIdentifiers(),
      clock: this.time,
      timer: this.time,
      random: () => 0,
      policy: {
        retryDelaysSeconds: [10, 60],
        afterUnknown: "resend",
        order: "listed",
        maxReceives: 100,
        ...policy,
      },
    };
    void this.store.add({
      id: reference.notificationId,
      userId: reference.userId,
      message: "Your order is ready",
      addresses: { phoneNumber: "+48600100200" },
      channels: ["sms"],
      expectsResponse: false,
      registeredAt: this.time.now(),
    });
  }

  /** The function receives the message, and has 30 s. */
  receive({ count = 1, sentAt = this.queuedAt } = {}) {
    const deadline = new Date(this.time.now().getTime() + 30_000);
    const addressMarks = ["phoneNumber:+48600100200"];
    return attemptDelivery(this.deps, reference, { count, sentAt, deadline, addressMarks });
  }

  /** Receives the message when its next attempt is due, the first one now. */
  async receiveDue(options: { count?: number } = {}) {
    const { delivery } = await this.store.read(reference);
    const now = this.time.now();
    this.time.advance((delivery?.nextAttemptAt ?? now).getTime() - now.getTime());
    return this.receive(options);
  }

  async record(): Promise<Delivery> {
    const { delivery } = await this.store.read(reference);
    if (!delivery) {
      throw new Error("the delivery has no record");
    }
    return delivery;
  }
}
