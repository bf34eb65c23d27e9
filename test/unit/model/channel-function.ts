import type { Delivery } from "../../../lambdas/core/delivery.ts";
import type { ConfiguredProvider } from "../../../lambdas/core/ports/configuration.ts";
import type { DeliveryStore, HealthStore } from "../../../lambdas/core/ports/records.ts";
import type { Timer } from "../../../lambdas/core/ports/system.ts";
import type { BatchDependencies } from "../../../lambdas/functions/channel/receive-batch.ts";
import { receiveBatch } from "../../../lambdas/functions/channel/receive-batch.ts";
import { healthOver } from "../../support/in-memory/health.ts";
import { users } from "../../support/stage-secret.ts";
import { behaviors } from "./behaviors.ts";
import type { ChannelName } from "./configuration.ts";
import { channels, providerTimeoutMs } from "./configuration.ts";
import { FunctionInstance } from "./function-instance.ts";
import type { QueuedMessage } from "./queue.ts";
import { asRecord } from "./queue.ts";
import type { WatchedSurroundings } from "./watched-surroundings.ts";

/** An instance of a channel's function, warm from one batch to the next. */
export class ChannelFunction extends FunctionInstance {
  readonly channel: ChannelName;
  /** The messages it was last invoked with, as they were then. */
  batch: readonly QueuedMessage[] = [];
  readonly #putBack = new Set<string>();
  readonly #deps: BatchDependencies;
  /** What ends each provider call that is left without a response. */
  readonly #timeOuts = new WeakMap<AbortSignal, () => void>();

  constructor(world: WatchedSurroundings, name: string, channel: ChannelName) {
    super(world, name);
    this.channel = channel;
    this.#deps = {
      channel,
      users,
      policy: channels[channel].policy,
      deliveries: this.#deliveries(),
      roster: {
        read: () => this.call("SSM", "reads its providers", async () => this.#providers()),
      },
      suppressions: {
        suppress: (notification, hash, suppression) =>
          this.call("DynamoDB", "suppresses an address", async () => {
            const known = await world.store.listSuppressions(notification.userId);
            await world.store.suppress(notification, hash, suppression);
            const { size } = await world.store.listSuppressions(notification.userId);
            if (size > known.size) {
              world.deliveries.suppressed(notification);
            }
          }),
      },
      health: healthOver(this.#health(), world.time),
      ...(channels[channel].address === "email" && {
        attachments: {
          load: (notification, attachments) =>
            this.call("S3", `reads files of ${notification.id}`, () =>
              world.files.load(notification, attachments),
            ),
        },
      }),
      putBack: (id, seconds) => {
        this.#putBack.add(id);
        return this.call("SQS", `puts ${id} back for ${seconds} s`, async () =>
          world.queues[channel].changeVisibility(id, seconds),
        );
      },
      hold: (ids, seconds) =>
        this.call("SQS", `holds ${ids.join(", ")} for ${seconds} s`, async () => {
          for (const id of ids) {
            world.queues[channel].changeVisibility(id, seconds);
          }
        }),
      identifiers: world.identifiers,
      clock: world.time,
      timer: this.#timer(),
      random: () => 0.5,
    };
  }

  /** Handles a batch as the channel's handler does; SQS deletes the messages that are done with. */
  async invoke(batch: readonly QueuedMessage[]): Promise<void> {
    this.begin();
    this.batch = batch.map((message) => ({ ...message }));
    this.#putBack.clear();
    try {
      const response = await receiveBatch(this.#deps, batch.map(asRecord), this.deadline);
      this.#delete(response.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier));
    } catch (error) {
      this.world.broken(`a batch threw ${error}`);
    }
    this.world.deliveries.finished(this);
  }

  /** Deletes the messages that are done with, as SQS does. */
  #delete(failed: readonly string[]): void {
    for (const { id } of this.batch) {
      if (!failed.includes(id)) {
        this.world.queues[this.channel].delete(id);
      } else if (!this.#putBack.has(id)) {
        this.world.broken(`${id} was not put back`);
      }
    }
  }

  #deliveries(): DeliveryStore {
    const { store, deliveries } = this.world;
    const write = async (next: Delivery) => {
      const before = store.read(next);
      const isWritten = store.write(next);
      if (await isWritten) {
        deliveries.written(this, (await before).delivery, next);
      }
      return isWritten;
    };
    return {
      read: (reference) =>
        this.call("DynamoDB", `reads ${reference.notificationId}`, () => {
          deliveries.read(this, reference);
          return store.read(reference);
        }),
      write: async (next) => {
        try {
          return await this.call("DynamoDB", `writes ${next.status}`, () => write(next));
        } catch (error) {
          deliveries.writeFailed(next);
          throw error;
        }
      },
    };
  }

  #health(): HealthStore {
    const { healthRecords, health } = this.world;
    return {
      read: (providers) =>
        this.call("DynamoDB", "reads health records", () => healthRecords.read(providers)),
      write: (next, seen) =>
        this.call("DynamoDB", `writes ${next.provider} ${next.state}`, () => {
          health.written(this, next, seen);
          return healthRecords.write(next, seen);
        }),
    };
  }

  #providers(): ConfiguredProvider[] {
    const { configuration, behaviorOf, deliveries, health } = this.world;
    return configuration.providers[this.channel].map((id) => ({
      id,
      settingsMark: "first",
      address: channels[this.channel].address,
      timeoutMs: providerTimeoutMs,
      send: async (message, signal) => {
        const what = () => `calls ${id}: ${behaviorOf(id)}`;
        const outcome = await this.call("provider", what, async () => {
          const behavior = behaviors[behaviorOf(id)];
          deliveries.called(this, message, behavior);
          health.responded(this, id, behavior);
          return behavior.outcome;
        });
        if (outcome !== "hang") {
          return outcome;
        }
        this.#timeOuts.get(signal)?.();
        return new Promise(() => {});
      },
    }));
  }

  #timer(): Timer {
    return {
      pause: (ms) => this.pause(ms),
      limit: (ms, work) => {
        const { promise: timedOut, resolve } = Promise.withResolvers<"timed-out">();
        const { signal } = new AbortController();
        this.#timeOuts.set(signal, () => {
          this.world.time.advance(ms);
          resolve("timed-out");
        });
        return Promise.race([work(signal), timedOut]);
      },
    };
  }
}
