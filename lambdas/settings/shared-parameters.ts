import type { CopiedParameters, ParameterCopy } from "../core/ports/parameters.ts";
import type { Clock } from "../core/ports/system.ts";
import { DependencyUnavailable } from "../core/ports/unavailable.ts";

/** Seconds after which a copy is renewed though nothing changed. */
const renewSeconds = 60;

/**
 * The copy that functions of one kind share, as one of them deals with it. It is a help in need:
 * where it cannot be read or written, all goes on without it.
 */
export class SharedParameters {
  readonly #copy: ParameterCopy | undefined;
  readonly #clock: Clock;
  /** What this function knows to be there. */
  #known: { readonly texts: string; readonly writtenAt: Date } | undefined;

  /** @param copy none where parameters are not shared, for instance as some are secret. */
  constructor(copy: ParameterCopy | undefined, clock: Clock) {
    this.#copy = copy;
    this.#clock = clock;
  }

  get isShared(): boolean {
    return this.#copy !== undefined;
  }

  /** The copy, if it has all of the names. */
  async read(names: readonly string[]): Promise<CopiedParameters | undefined> {
    const copy = await orNothing(this.#copy?.read());
    return copy && names.every((name) => copy.texts.has(name)) ? copy : undefined;
  }

  /** Shares what this function goes by, if it changed or the copy is due to be renewed. */
  async write(texts: CopiedParameters["texts"]): Promise<void> {
    const writtenAt = this.#clock.now();
    const dueBefore = new Date(writtenAt.getTime() - renewSeconds * 1000);
    const own = JSON.stringify([...texts]);
    if (this.#known?.texts === own && this.#known.writtenAt >= dueBefore) {
      return;
    }
    const known = await orNothing(this.#copy?.write({ texts, writtenAt }, dueBefore));
    this.#known = known && { texts: own, writtenAt: known };
  }
}

async function orNothing<Value>(work: Promise<Value> | undefined): Promise<Value | undefined> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof DependencyUnavailable) {
      return undefined;
    }
    throw error;
  }
}
