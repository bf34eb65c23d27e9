/** How many messages each provider, or calls each service, has taken within the last second. */
export class Quotas {
  readonly #takenAt = new Map<string, number[]>();

  /**
   * Reserves room for one message, unless the provider has taken as many within the last second.
   *
   * @param perSecond how many it takes; without it there is always room, and nothing is counted.
   * @returns a function that gives the room back if the message was not taken; `undefined` when there
   *   is none.
   */
  reserve(provider: string, perSecond: number | undefined): (() => void) | undefined {
    if (perSecond === undefined) {
      return () => {};
    }
    const now = performance.now();
    const recent = (this.#takenAt.get(provider) ?? []).filter((at) => at > now - 1_000);
    if (recent.length >= perSecond) {
      return undefined;
    }
    this.#takenAt.set(provider, [...recent, now]);
    return () => {
      const times = this.#takenAt.get(provider) ?? [];
      this.#takenAt.set(provider, times.toSpliced(times.indexOf(now), 1));
    };
  }

  /** Forgets what was taken. */
  clear(): void {
    this.#takenAt.clear();
  }
}
