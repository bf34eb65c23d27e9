/** How many messages each provider has taken within the last second. */
export class Quotas {
  readonly #takenAt = new Map<string, number[]>();

  /**
   * Reserves room for one message, unless the provider has taken as many within the last second.
   *
   * @param perSecond how many it takes; without a limit by default.
   * @returns a function that gives the room back if the message was not taken; `undefined` when there
   *   is none.
   */
  reserve(provider: string, perSecond = Number.POSITIVE_INFINITY): (() => void) | undefined {
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
