import * as z from "zod/mini";
import type { Clock, ReadParameters } from "../core/ports.ts";

/** A parameter that does not hold what it should; `detail` never holds its value. */
export interface ParameterFault {
  readonly parameter: string;
  readonly detail: string;
}

/** A parameter's value: the last good one, or `undefined` when there never was one. */
export interface CachedParameter<Value> {
  readonly value: Value | undefined;
}

interface Entry {
  value: unknown;
  readonly schema: z.ZodMiniType<unknown, string>;
  readonly optional: boolean;
}

export interface ParameterCacheOptions {
  readonly read: ReadParameters;
  readonly clock: Clock;
  /** Goes before every name: `/herald/sandbox`. */
  readonly prefix: string;
  /** How long values are used before they are read again. */
  readonly cacheSeconds: number;
  /** Told of each fault at each reading. */
  readonly onFault: (fault: ParameterFault) => void;
}

/**
 * Holds parameters for a short time. A value that is missing or wrong leaves the last good one in
 * force; so does a reading that fails, once there has been one that did not.
 */
export class ParameterCache {
  readonly #options: ParameterCacheOptions;
  readonly #entries = new Map<string, Entry>();
  #freshUntil = 0;
  #reading: Promise<void> | undefined;

  constructor(options: ParameterCacheOptions) {
    this.#options = options;
  }

  /**
   * Adds a parameter, named below the prefix. Its value is there after the next `refresh`. A name
   * that was added before stays the same parameter.
   *
   * @param options.optional whether it may not exist; otherwise that is a fault.
   */
  add<Value>(
    name: string,
    schema: z.ZodMiniType<Value, string>,
    { optional = false } = {},
  ): CachedParameter<Value> {
    const fullName = `${this.#options.prefix}/${name}`;
    const entry = this.#entries.get(fullName) ?? { value: undefined, schema, optional };
    this.#entries.set(fullName, entry);
    return entry as CachedParameter<Value>;
  }

  /**
   * Reads the parameters again if they are older than the cache time.
   *
   * @throws DependencyUnavailable when they cannot be read and never were.
   */
  async refresh(): Promise<void> {
    if (this.#options.clock.now().getTime() < this.#freshUntil) {
      return;
    }
    this.#reading ??= this.#readAll().finally(() => {
      this.#reading = undefined;
    });
    await this.#reading;
  }

  async #readAll(): Promise<void> {
    const { read, clock, cacheSeconds } = this.#options;
    try {
      const texts = await read([...this.#entries.keys()]);
      for (const [name, entry] of this.#entries) {
        this.#take(name, entry, texts.get(name));
      }
    } catch (error) {
      if (this.#freshUntil === 0) {
        throw error;
      }
      this.#options.onFault({ parameter: this.#options.prefix, detail: "could not be read" });
    }
    this.#freshUntil = clock.now().getTime() + cacheSeconds * 1000;
  }

  #take(parameter: string, entry: Entry, text: string | undefined): void {
    if (text === undefined) {
      if (!entry.optional) {
        this.#options.onFault({ parameter, detail: "does not exist" });
      }
      return;
    }
    const result = z.safeParse(entry.schema, text);
    if (result.success) {
      entry.value = result.data;
      return;
    }
    const faults = result.error.issues.map(describeIssue);
    this.#options.onFault({ parameter, detail: faults.join("; ") });
  }
}

function describeIssue(issue: z.core.$ZodIssue): string {
  if (issue.code === "unrecognized_keys") {
    return `unknown field ${issue.keys.join(", ")}`;
  }
  return issue.path.length > 0 ? `${issue.path.join(".")}: ${issue.message}` : issue.message;
}
