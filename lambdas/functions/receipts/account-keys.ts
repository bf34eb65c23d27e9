import type { Clock } from "../../core/ports/system.ts";
import { ConfigurationUnavailable } from "../../core/ports/unavailable.ts";
import type { ParameterCache } from "../../settings/parameter-cache.ts";
import type { CurrentSetting, Setting } from "../../settings/setting.ts";
import { addSetting } from "../../settings/setting.ts";

/** Milliseconds between two looks for accounts that are not known. */
const lookEveryMs = 1_000;

/** Accounts whose keys are kept; the one that came first goes first. */
const maxAccounts = 100;

interface KnownAccount {
  readonly cache: ParameterCache;
  readonly keys: CurrentSetting<unknown>;
}

/**
 * The keys of provider accounts that callbacks name. Anybody may name one: what is not known is looked
 * for once a second, so that forged names do not use up SSM's calls, and is not kept where there is none.
 */
export class AccountKeys {
  readonly #newCache: () => ParameterCache;
  readonly #clock: Clock;
  readonly #known = new Map<string, KnownAccount>();
  #lookedAt = Number.NEGATIVE_INFINITY;

  constructor(newCache: () => ParameterCache, clock: Clock) {
    this.#newCache = newCache;
    this.#clock = clock;
  }

  /**
   * Reads an account's keys; `undefined` where there is no such account, or its settings are not good.
   *
   * @throws ConfigurationUnavailable when they cannot be read, or it is not the time for it.
   */
  async read(account: string, setting: Setting<unknown>): Promise<unknown> {
    const known = this.#known.get(account) ?? this.#look(setting);
    await known.cache.refresh();
    const keys = known.keys.value;
    if (keys !== undefined) {
      this.#keep(account, known);
    }
    return keys;
  }

  #look(setting: Setting<unknown>): KnownAccount {
    const now = this.#clock.now().getTime();
    if (now - this.#lookedAt < lookEveryMs) {
      throw new ConfigurationUnavailable(setting.name, new Error("looked for another just now"));
    }
    this.#lookedAt = now;
    const cache = this.#newCache();
    return { cache, keys: addSetting(cache, setting) };
  }

  #keep(account: string, known: KnownAccount): void {
    this.#known.set(account, known);
    const [first] = this.#known.keys();
    if (this.#known.size > maxAccounts && first !== undefined) {
      this.#known.delete(first);
    }
  }
}
