/** An object as it was read, and the mark of that version of it. */
export interface StoredPointer {
  /** As `readTemplatePointer` reads it. */
  readonly text: string;
  readonly version: string;
}

/**
 * Keeps the templates that were pushed beside those that are deployed. Every method may reject with
 * `DependencyUnavailable`.
 */
export interface TemplateStore {
  /** Says what is in force; `undefined` where nothing was ever pushed. */
  readPointer(): Promise<StoredPointer | undefined>;
  /**
   * Writes the pointer over the version that it was made from, or as the first.
   *
   * @returns whether it was written: not if there is another version by now.
   */
  writePointer(text: string, over: StoredPointer | undefined): Promise<boolean>;
  /** A set as JSON; `undefined` where there is none of this hash. */
  readSet(hash: string): Promise<string | undefined>;
  /** Keeps a set for good; one of this hash that is there already stays. */
  writeSet(hash: string, json: string): Promise<void>;
}
