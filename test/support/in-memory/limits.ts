import type { AddressLimits } from "../../../lambdas/core/limits.ts";
import type {
  AddressCounter,
  AddressWindow,
  ChannelCounter,
} from "../../../lambdas/core/ports/counters.ts";
import { dayAt, throttleWindowAt } from "../../../lambdas/core/throttle-window.ts";

/** Counts in memory; the contract suite proves that they behave like DynamoDB's. */
class Counts {
  readonly #counts = new Map<string, number>();

  get(name: string): number {
    return this.#counts.get(name) ?? 0;
  }

  add(name: string, slots: number): void {
    this.#counts.set(name, this.get(name) + slots);
  }
}

/** Counts messages to addresses. */
export class InMemoryAddressCounter implements AddressCounter {
  readonly #counts = new Counts();

  async take(
    addressHash: string,
    at: Date,
    slots: number,
    limits: AddressLimits,
  ): Promise<AddressWindow | undefined> {
    const names = namesOf(addressHash, at);
    for (const window of ["day", "hour"] as const) {
      const max = limits[window];
      if (max !== undefined && this.#counts.get(names[window]) + slots > max) {
        return window;
      }
    }
    this.#add(addressHash, at, slots);
    return undefined;
  }

  async release(addressHash: string, at: Date, slots: number): Promise<void> {
    this.#add(addressHash, at, -slots);
  }

  async used(addressHash: string, at: Date) {
    const { day, hour } = namesOf(addressHash, at);
    return { day: this.#counts.get(day), hour: this.#counts.get(hour) };
  }

  #add(addressHash: string, at: Date, slots: number): void {
    for (const name of Object.values(namesOf(addressHash, at))) {
      this.#counts.add(name, slots);
    }
  }
}

/** Counts channels' days, in one part each. */
export class InMemoryChannelCounter implements ChannelCounter {
  readonly #counts = new Counts();

  async take(channel: string, day: string, limit: number): Promise<number | undefined> {
    const name = `${channel} ${day}`;
    if (this.#counts.get(name) >= limit) {
      return undefined;
    }
    this.#counts.add(name, 1);
    return 0;
  }

  async release(channel: string, day: string): Promise<void> {
    this.#counts.add(`${channel} ${day}`, -1);
  }

  async used(channel: string, day: string): Promise<number> {
    return this.#counts.get(`${channel} ${day}`);
  }
}

function namesOf(addressHash: string, at: Date): Readonly<Record<AddressWindow, string>> {
  return {
    day: `${addressHash} ${dayAt(at).name}`,
    hour: `${addressHash} ${throttleWindowAt(at).name}`,
  };
}
