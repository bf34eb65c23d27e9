import type { Parameters } from "../local/parameters.ts";
import { enabledChannelsParameter } from "../local/parameters.ts";
import type { Behavior } from "../local/simulator/behaviors.ts";
import type { SimulatorClient } from "../local/simulator-client.ts";
import type { Report } from "../terminal/progress.ts";
import type { SeededRandom } from "./random.ts";

const providers = ["twilio", "sms-voice", "ses", "sendgrid", "pushy", "messenger"];

const faultyBehaviors: readonly Behavior[] = [
  "refuse-recipient",
  "rate-limit",
  "server-error",
  "bad-credentials",
  "hang",
  "reset",
  "accept-then-reset",
];

/** Messages a second that SES takes of a new account, and of one that is out of its sandbox. */
const quotas = [1, 14];

const limitParameter = "throttle/responses-per-hour";
const lists = [
  enabledChannelsParameter,
  "channels/sms/providers",
  "channels/email/providers",
  "channels/mix/providers",
];

/** Makes providers misbehave and changes parameters at random, and puts everything right again. */
export class Faults {
  readonly #simulator: SimulatorClient;
  readonly #parameters: Parameters;
  readonly #random: SeededRandom;
  readonly #report: Report;
  readonly #hasQuotas: boolean;
  readonly #before = new Map<string, string>();
  #channels: readonly string[] = [];
  #limit = 0;
  #isChannelMissing = false;
  /** How many changes were made, by what was changed. */
  readonly changes = new Map<string, number>();

  /** @param options.hasQuotas whether providers now and then take only so many messages a second. */
  constructor(
    target: { readonly simulator: SimulatorClient; readonly parameters: Parameters },
    random: SeededRandom,
    report: Report,
    { hasQuotas }: { readonly hasQuotas: boolean },
  ) {
    this.#hasQuotas = hasQuotas;
    this.#simulator = target.simulator;
    this.#parameters = target.parameters;
    this.#random = random;
    this.#report = report;
  }

  /**
   * Remembers the parameters, enables channels, sets the limit that holds from now on, and slows
   * providers down.
   *
   * @param channels the channels that are enabled from now on, by name.
   */
  async begin(limit: number, channels: readonly string[]): Promise<void> {
    for (const name of [limitParameter, ...lists]) {
      const value = await this.#parameters.get(name);
      if (value === undefined) {
        throw new Error(`there is no parameter ${name}`);
      }
      this.#before.set(name, value);
    }
    this.#channels = channels;
    await this.#parameters.put(enabledChannelsParameter, channels.join(","), "StringList");
    this.#limit = limit;
    await this.#putLimit(limit);
    for (const provider of providers) {
      await this.#simulator.behave(provider, { behavior: "accept", latencyMs: this.#latencyMs() });
    }
  }

  /** Makes one change. A channel that was switched off comes back with the next change. */
  async change(): Promise<void> {
    if (this.#isChannelMissing) {
      return this.#changeList(enabledChannelsParameter);
    }
    if (this.#random.chance(0.75)) {
      return this.#changeProvider();
    }
    if (this.#random.chance(0.3)) {
      return this.#changeLimit();
    }
    return this.#changeList(this.#random.pick(lists));
  }

  /** Restores everything to how it was at the beginning. */
  async heal(): Promise<void> {
    for (const provider of providers) {
      await this.#simulator.behave(provider, { behavior: "accept" });
    }
    for (const [name, value] of this.#before) {
      await this.#parameters.put(name, value, name === limitParameter ? "String" : "StringList");
    }
  }

  async #changeProvider(): Promise<void> {
    const provider = this.#random.pick(providers);
    const behavior = this.#random.pick(faultyBehaviors);
    const probability = this.#random.between(1, 8) / 10;
    const latencyMs = this.#latencyMs();
    const quota =
      this.#hasQuotas && this.#random.chance(0.5) ? { perSecond: this.#random.pick(quotas) } : {};
    const settings = { behavior, probability, latencyMs, ...quota };
    await this.#simulator.behave(provider, settings);
    this.#note("provider", `${provider}: ${Object.values(settings).join(", ")}`);
  }

  async #changeLimit(): Promise<void> {
    const limit = this.#random.between(Math.ceil(this.#limit / 2), this.#limit);
    await this.#putLimit(limit);
    this.#note("parameter", `${limitParameter}: ${limit}`);
  }

  /** Slow enough that a kill hits calls under way. */
  #latencyMs(): number {
    return this.#random.between(100, 400);
  }

  /** Reorders a list; may also leave one channel out of those that are enabled. */
  async #changeList(name: string): Promise<void> {
    const isEnabledChannels = name === enabledChannelsParameter;
    const items = isEnabledChannels ? this.#channels : (this.#before.get(name)?.split(",") ?? []);
    const whole = this.#random.shuffle(items);
    const isShort = isEnabledChannels && !this.#isChannelMissing;
    this.#isChannelMissing = isShort;
    const list = (isShort ? whole.slice(1) : whole).join(",");
    await this.#parameters.put(name, list, "StringList");
    this.#note("parameter", `${name}: ${list}`);
  }

  async #putLimit(limit: number): Promise<void> {
    await this.#parameters.put(limitParameter, String(limit), "String");
  }

  #note(kind: string, line: string): void {
    this.changes.set(kind, (this.changes.get(kind) ?? 0) + 1);
    this.#report(line);
  }
}
