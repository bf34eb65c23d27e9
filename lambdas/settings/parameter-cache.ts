import type * as z from "zod/mini";
import type { DeniedParameter, ParameterCopy, ReadParameters } from "../core/ports/parameters.ts";
import type { Clock } from "../core/ports/system.ts";
import { ConfigurationUnavailable, DependencyUnavailable } from "../core/ports/unavailable.ts";
import type { Patience } from "./read-patiently.ts";
import { readPatiently } from "./read-patiently.ts";
import type { UnknownParts } from "./read-tolerantly.ts";
import { readTolerantly } from "./read-tolerantly.ts";
import { SharedParameters } from "./shared-parameters.ts";

/** A parameter that does not hold what it should; `detail` never holds its value. */
export interface ParameterFault {
  readonly parameter: string;
  readonly detail: string;
}

/** A parameter of which a part is not known, and was passed over. */
export interface UnknownInParameter extends UnknownParts {
  readonly parameter: string;
}

/** Parameters that could not be read, which says nothing of what they hold. */
export interface UnreadParameters {
  /** The full name of the one that is denied, or what the names of all of them begin with. */
  readonly parameter: string;
  readonly isDenied: boolean;
  /** The name of AWS's error. */
  readonly code: string;
  /** What functions go by meanwhile. */
  readonly inForce: "last good value" | "shared copy" | "nothing";
}

/** A parameter's value: the last good one, or `undefined` when there never was one. */
export interface CachedParameter<Value> {
  readonly value: Value | undefined;
  /** Why it was not read the last time that the others were; `undefined` where it was. */
  readonly denied: ConfigurationUnavailable | undefined;
}

interface Entry {
  value: unknown;
  /** What `value` was parsed from. */
  text: string | null;
  denied: ConfigurationUnavailable | undefined;
  readonly schema: z.ZodMiniType<unknown, string>;
  readonly optional: boolean;
}

export interface ParameterCacheOptions extends Patience {
  readonly read: ReadParameters;
  /** Where functions share these parameters; none where one of them is secret. */
  readonly copy?: ParameterCopy | undefined;
  readonly clock: Clock;
  /** Goes before every name: `/herald/sandbox`. */
  readonly prefix: string;
  /** How long values are used at most before they are read again. */
  readonly cacheSeconds: number;
  /** Told of each fault at each reading. */
  readonly onFault: (fault: ParameterFault) => void;
  /** Told of what is not known, once for each value of the parameter. */
  readonly onUnknown: (unknown: UnknownInParameter) => void;
  /** Told of what could not be read, at each reading. */
  readonly onUnread: (unread: UnreadParameters) => void;
}

/** The part of the cache time by which a reading may come early, so that functions spread theirs. */
const jitter = 0.5;

/**
 * Holds parameters for a short time. A value that is missing or wrong leaves the last good one in
 * force; so does a reading that fails, once there has been one that did not.
 */
export class ParameterCache {
  readonly #options: ParameterCacheOptions;
  readonly #shared: SharedParameters;
  readonly #entries = new Map<string, Entry>();
  /** The parameters that no reading has asked for yet. */
  readonly #unread = new Set<string>();
  #freshUntil: number | undefined;
  #reading: Promise<void> | undefined;

  constructor(options: ParameterCacheOptions) {
    this.#options = options;
    this.#shared = new SharedParameters(options.copy, options.clock);
  }

  /**
   * Adds a parameter, named below the prefix. Its value is there after the next `refresh`, whenever the
   * others were read. A name that was added before stays the same parameter.
   *
   * @param options.optional whether it may not exist; otherwise that is a fault.
   * @param options.secret whether it may never leave SSM but for this function's memory.
   */
  add<Value>(
    name: string,
    schema: z.ZodMiniType<Value, string>,
    { optional = false, secret = false } = {},
  ): CachedParameter<Value> {
    const fullName = `${this.#options.prefix}/${name}`;
    if (secret && this.#shared.isShared) {
      throw new Error(`${fullName} is secret, and is not to be shared`);
    }
    const known = this.#entries.get(fullName);
    if (known !== undefined) {
      return known as CachedParameter<Value>;
    }
    const entry: Entry = { value: undefined, text: null, denied: undefined, schema, optional };
    this.#entries.set(fullName, entry);
    this.#unread.add(fullName);
    return entry as CachedParameter<Value>;
  }

  /**
   * Reads the parameters again if they are older than the cache time. Where they never were read, it
   * waits for its turn, as long as its patience lasts.
   *
   * @throws ConfigurationUnavailable when they cannot be read and never were.
   */
  async refresh(): Promise<void> {
    if (this.#now() >= (this.#freshUntil ?? 0)) {
      await this.#readOnce(() => this.#readAll());
    }
    while (this.#unread.size > 0) {
      await this.#readOnce(() => this.#readAdded());
    }
  }

  /** Those that come while a reading is under way wait for that one. */
  #readOnce(read: () => Promise<void>): Promise<void> {
    this.#reading ??= read().finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  async #readAll(): Promise<void> {
    const { read, prefix, cacheSeconds, random } = this.#options;
    const isFirst = this.#freshUntil === undefined;
    const names = [...this.#entries.keys()];
    try {
      await (isFirst ? this.#readFirst(names) : this.#takeRead(names, await read(names)));
    } catch (error) {
      if (!(error instanceof DependencyUnavailable)) {
        throw error;
      }
      this.#tellUnread(error, isFirst ? "nothing" : "last good value");
      if (isFirst) {
        throw new ConfigurationUnavailable(prefix, error.cause);
      }
    }
    this.#freshUntil = this.#now() + cacheSeconds * 1000 * (1 - jitter * random());
  }

  async #readFirst(names: readonly string[]): Promise<void> {
    const readCopy = () => this.#shared.read(names);
    const reading = await readPatiently(names, { ...this.#options, readCopy });
    if ("texts" in reading) {
      return this.#takeRead(names, reading.texts);
    }
    this.#tellUnread(reading.error, "shared copy");
    for (const [name, entry] of this.#entriesOf(names)) {
      this.#take(name, entry, reading.copy.texts.get(name) ?? undefined);
    }
  }

  /** Reads what was added since: where that fails, the others' values are as good as they were. */
  async #readAdded(): Promise<void> {
    const names = [...this.#unread];
    const readCopy = async () => undefined;
    try {
      const reading = await readPatiently(names, { ...this.#options, readCopy });
      const { texts } = "texts" in reading ? reading : reading.copy;
      await this.#takeRead(names, texts);
    } catch (error) {
      if (!(error instanceof DependencyUnavailable)) {
        throw error;
      }
      this.#tellUnread(error, "nothing");
      for (const [name, entry] of this.#entriesOf(names)) {
        entry.denied = new ConfigurationUnavailable(name, error.cause);
      }
    }
  }

  /** Those of the names, which count as read from here on. */
  #entriesOf(names: readonly string[]): [string, Entry][] {
    for (const name of names) {
      this.#unread.delete(name);
    }
    return [...this.#entries].filter(([name]) => names.includes(name));
  }

  async #takeRead(
    names: readonly string[],
    texts: ReadonlyMap<string, string | null | DeniedParameter>,
  ): Promise<void> {
    for (const [name, entry] of this.#entriesOf(names)) {
      const text = texts.get(name) ?? undefined;
      entry.denied = undefined;
      if (typeof text === "object") {
        this.#deny(name, entry, text);
      } else {
        this.#take(name, entry, text);
      }
    }
    await this.#share();
  }

  #take(parameter: string, entry: Entry, text: string | undefined): void {
    if (text === undefined) {
      if (!entry.optional) {
        this.#options.onFault({ parameter, detail: "does not exist" });
      }
      return;
    }
    if (text === entry.text) {
      return;
    }
    const reading = readTolerantly(entry.schema, text);
    if ("faults" in reading) {
      this.#options.onFault({ parameter, detail: reading.faults.join("; ") });
      return;
    }
    if (reading.unknown !== undefined) {
      this.#options.onUnknown({ parameter, ...reading.unknown });
    }
    entry.value = reading.value;
    entry.text = text;
  }

  #deny(parameter: string, entry: Entry, { cause }: DeniedParameter): void {
    entry.denied = new ConfigurationUnavailable(parameter, cause);
    const inForce = entry.value === undefined ? "nothing" : "last good value";
    this.#options.onUnread({ parameter, isDenied: true, code: cause.name, inForce });
  }

  /** Nothing is shared that is not known to be right. */
  async #share(): Promise<void> {
    const entries = [...this.#entries];
    const isKnown = ({ text, optional, denied }: Entry) =>
      denied === undefined && (optional || text !== null);
    if (this.#shared.isShared && entries.every(([, entry]) => isKnown(entry))) {
      await this.#shared.write(new Map(entries.map(([name, { text }]) => [name, text])));
    }
  }

  #tellUnread({ cause }: DependencyUnavailable, inForce: UnreadParameters["inForce"]): void {
    const code = cause instanceof Error ? cause.name : typeof cause;
    const { prefix: parameter, onUnread } = this.#options;
    onUnread({ parameter, isDenied: false, code, inForce });
  }

  #now(): number {
    return this.#options.clock.now().getTime();
  }
}
