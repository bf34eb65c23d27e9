import type { Clock } from "../core/ports/system.ts";
import type { TemplateStore } from "../core/ports/templates.ts";
import { DependencyUnavailable } from "../core/ports/unavailable.ts";
import { pushInForce, readTemplatePointer } from "../core/template-pointer.ts";
import type { TemplateSet } from "./template-set.ts";
import { readTemplateSet, UnreadableTemplateSet } from "./template-set.ts";

/** Pushed templates that could not be used; those that were in force stay so. */
export interface TemplatesFault {
  readonly object: "pointer" | "set";
  /** What is wrong with it, or the name of AWS's error. */
  readonly code: string;
  /** The set's. */
  readonly hash?: string;
}

export interface CurrentTemplatesOptions {
  readonly store: Pick<TemplateStore, "readPointer" | "readSet">;
  /** The set that this function was deployed with. */
  readonly deployed: TemplateSet;
  readonly clock: Clock;
  /** How long the pointer is trusted before it is read again. */
  readonly refreshSeconds: number;
  /** Told of each fault at each reading. */
  readonly onFault: (fault: TemplatesFault) => void;
}

/**
 * Knows which templates are in force: the deployed ones, or those that were pushed over them. The last
 * good ones stay in force while the store fails, or holds what cannot be used.
 *
 * @returns what reads the set in force. It rejects with `DependencyUnavailable` while it has never been
 * able to read what was pushed.
 */
export function currentTemplates(options: CurrentTemplatesOptions): () => Promise<TemplateSet> {
  const { clock, refreshSeconds } = options;
  let inForce: TemplateSet | undefined;
  let freshUntil = 0;
  let reading: Promise<TemplateSet> | undefined;

  async function refresh(): Promise<TemplateSet> {
    try {
      inForce = await readInForce(options, inForce);
    } catch (error) {
      if (!(error instanceof DependencyUnavailable) || inForce === undefined) {
        throw error;
      }
      options.onFault({ object: "pointer", code: codeOf(error) });
    }
    freshUntil = clock.now().getTime() + refreshSeconds * 1_000;
    return inForce;
  }

  return async () => {
    if (inForce !== undefined && clock.now().getTime() < freshUntil) {
      return inForce;
    }
    reading ??= refresh().finally(() => {
      reading = undefined;
    });
    return reading;
  };
}

async function readInForce(
  { store, deployed, onFault }: CurrentTemplatesOptions,
  last: TemplateSet | undefined,
): Promise<TemplateSet> {
  const stored = await store.readPointer();
  if (stored === undefined) {
    return deployed;
  }
  const pointer = readTemplatePointer(stored.text);
  if (pointer === undefined) {
    onFault({ object: "pointer", code: "malformed" });
    return last ?? deployed;
  }
  const { hash } = pushInForce(pointer, deployed.hash) ?? deployed;
  if (hash === deployed.hash) {
    return deployed;
  }
  if (hash === last?.hash) {
    return last;
  }
  try {
    return await readSet(store, hash);
  } catch (error) {
    if (!(error instanceof UnreadableTemplateSet || error instanceof DependencyUnavailable)) {
      throw error;
    }
    onFault({ object: "set", code: codeOf(error), hash });
    return last ?? deployed;
  }
}

/** @throws UnreadableTemplateSet, DependencyUnavailable */
async function readSet(
  store: CurrentTemplatesOptions["store"],
  hash: string,
): Promise<TemplateSet> {
  const set = readTemplateSet((await store.readSet(hash)) ?? "");
  if (set.hash !== hash) {
    throw new UnreadableTemplateSet("malformed");
  }
  return set;
}

/** Nothing that anybody wrote is in it. */
function codeOf(error: unknown): string {
  if (error instanceof UnreadableTemplateSet) {
    return error.reason;
  }
  const cause = error instanceof DependencyUnavailable ? error.cause : error;
  return cause instanceof Error ? cause.name : typeof cause;
}
