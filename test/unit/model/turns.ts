/** Something that can happen next: a call takes effect, or its response arrives. */
interface Turn {
  readonly owner: object;
  readonly happens: () => void;
}

/**
 * Decides in which order concurrent functions go on. Every port call waits here twice: until it
 * takes effect, and until its response arrives. So a function can stop, or another can come first,
 * before and after any call.
 */
export class Turns {
  #waiting: Turn[] = [];

  wait(owner: object, happens: () => void): void {
    this.#waiting.push({ owner, happens });
  }

  /** Who waits, each once. */
  owners(): object[] {
    return [...new Set(this.#waiting.map(({ owner }) => owner))];
  }

  /** What its owner waited for never happens. */
  forget(owner: object): void {
    this.#waiting = this.#waiting.filter((turn) => turn.owner !== owner);
  }

  /** Lets one of those that wait go on, the first for 0. */
  async take(pick: number): Promise<void> {
    const [turn] = this.#waiting.splice(pick % Math.max(1, this.#waiting.length), 1);
    turn?.happens();
    await codeHasRun();
  }

  /** Goes on, in order, until nobody waits. */
  async takeAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      await this.take(0);
    }
  }
}

/** Everything that could run without another turn has run. */
function codeHasRun(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
