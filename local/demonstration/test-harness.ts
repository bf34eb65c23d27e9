import { setTimeout as sleep } from "node:timers/promises";
import type { Accepted, TrackedDelivery } from "../../client/herald-client.ts";
import { HeraldClient } from "../../client/herald-client.ts";
import localConfig from "../../config/local.json" with { type: "json" };
import { hasEnded } from "../../lambdas/core/delivery.ts";
import { DeadLetters } from "../dead-letters.ts";
import type { ChannelQueues, LocalDetails } from "../local-details.ts";
import { enabledChannelsParameter, Parameters } from "../parameters.ts";
import { SimulatorClient } from "../simulator-client.ts";
import type { WaitOptions } from "../wait-for.ts";
import { waitFor } from "../wait-for.ts";

/** How scenarios and end-to-end tests operate a local Herald. */
export class TestHarness {
  readonly details: LocalDetails;
  readonly herald: HeraldClient;
  readonly simulator: SimulatorClient;
  readonly parameters: Parameters;
  readonly deadLetters: DeadLetters;
  readonly #signal: AbortSignal | undefined;

  /**
   * @param signal ends every wait when it aborts.
   * @param client calls the API; a plain one by default.
   */
  constructor(details: LocalDetails, signal?: AbortSignal, client = new HeraldClient(details)) {
    this.details = details;
    this.herald = client;
    this.simulator = new SimulatorClient(details.simulatorUrl);
    this.parameters = new Parameters(details.awsEndpoint);
    this.deadLetters = new DeadLetters(details.awsEndpoint);
    this.#signal = signal;
  }

  /** `waitFor`, which also ends when the harness's signal aborts. */
  async until<Result>(
    what: string,
    ask: () => Promise<Result | undefined>,
    options: WaitOptions = {},
  ): Promise<Result> {
    return waitFor(what, ask, { ...options, signal: this.#signal });
  }

  /** Waits as long as a changed parameter may take to be in force in every function. */
  async untilParametersAreInForce(): Promise<void> {
    const ms = localConfig.configurationCacheSeconds * 1_000;
    await sleep(ms, undefined, { signal: this.#signal });
  }

  /**
   * Enables channels beside those that already are, by the parameter, while `work` runs. What `work`
   * sends is delivered also when it has returned: a channel that is not enabled takes nothing new.
   *
   * @param channels names of deployed channels.
   */
  async whileEnabled<Result>(
    channels: readonly string[],
    work: () => Promise<Result>,
  ): Promise<Result> {
    const enabled = (await this.parameters.get(enabledChannelsParameter))?.split(",") ?? [];
    const list = [...new Set([...enabled, ...channels])].join(",");
    try {
      return await this.parameters.whileSet(enabledChannelsParameter, list, async () => {
        await this.untilParametersAreInForce();
        return work();
      });
    } finally {
      await this.untilParametersAreInForce();
    }
  }

  /**
   * Has channels send by these providers, by their parameters, while `work` runs.
   *
   * @param lists by channel, what `channels/<channel>/providers` is set to.
   */
  async whileListed<Result>(
    lists: Readonly<Record<string, string>>,
    work: () => Promise<Result>,
  ): Promise<Result> {
    const whileSet = Object.entries(lists).reduce(
      (inner, [channel, list]) =>
        () =>
          this.parameters.whileSet(`channels/${channel}/providers`, list, inner),
      async () => {
        await this.untilParametersAreInForce();
        return work();
      },
    );
    try {
      return await whileSet();
    } finally {
      await this.untilParametersAreInForce();
    }
  }

  /** Waits until a delivery of a notification satisfies `isIt`, or has ended. */
  async untilDelivery(
    { userId, id }: Pick<Accepted, "userId" | "id">,
    channel: string,
    isIt: (delivery: TrackedDelivery) => boolean = ({ status }) => hasEnded(status),
    options: WaitOptions = {},
  ): Promise<TrackedDelivery> {
    const find = async () => {
      const { deliveries } = await this.herald.find(userId, id);
      const delivery = deliveries.find((candidate) => candidate.channel === channel);
      if (delivery === undefined) {
        throw new Error(`${id} has no delivery on ${channel}`);
      }
      return isIt(delivery) || hasEnded(delivery.status) ? delivery : undefined;
    };
    return this.until(`the delivery of ${id} on ${channel}`, find, options);
  }

  /** Waits for more than `sent`, which counts as an end until a receipt arrives. */
  async untilReceipt(
    { userId, id }: Pick<Accepted, "userId" | "id">,
    channel: string,
  ): Promise<TrackedDelivery> {
    return this.until(`a receipt of ${id}`, async () => {
      const { deliveries } = await this.herald.find(userId, id);
      const delivery = deliveries.find((each) => each.channel === channel);
      return delivery?.receipts === undefined ? undefined : delivery;
    });
  }

  /**
   * Waits until a message is in a channel's dead-letter queue, and leaves it there.
   *
   * @param text part of the message, e.g. a notification's id.
   * @returns the whole message.
   */
  async untilDeadLetter(channel: string, text: string): Promise<string> {
    const { deadLetterUrl } = this.queuesOf(channel);
    return this.until(`"${text}" in the dead-letter queue of ${channel}`, async () => {
      const bodies = await this.deadLetters.peek(deadLetterUrl);
      return bodies.find((body) => body.includes(text));
    });
  }

  /** The URLs of a channel's queues. @throws Error when there is no such channel. */
  queuesOf(channel: string): ChannelQueues {
    const queues = this.details.queues[channel];
    if (queues === undefined) {
      throw new Error(`there is no channel ${channel}`);
    }
    return queues;
  }
}
