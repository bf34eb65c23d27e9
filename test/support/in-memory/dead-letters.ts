import type { DeadLetter, DeadLetterSource } from "../../../cli/redrive/redrive.ts";

/** A dead-letter queue in memory: received messages are hidden until they are released. */
export class InMemoryDeadLetters implements DeadLetterSource {
  readonly letters = new Map<string, DeadLetter>();
  readonly hidden = new Set<string>();
  maxPerReceive = 10;

  add(...letters: readonly DeadLetter[]): void {
    for (const letter of letters) {
      this.letters.set(letter.messageId, letter);
    }
  }

  /** Messages that can be received. */
  get visible(): string[] {
    return [...this.letters.keys()].filter((messageId) => !this.hidden.has(messageId));
  }

  async count(): Promise<number> {
    return this.visible.length;
  }

  async receive(max: number): Promise<readonly DeadLetter[]> {
    const received = this.visible.slice(0, Math.min(max, this.maxPerReceive));
    for (const messageId of received) {
      this.hidden.add(messageId);
    }
    return received.flatMap((messageId) => this.letters.get(messageId) ?? []);
  }

  async remove({ messageId }: DeadLetter): Promise<void> {
    this.letters.delete(messageId);
    this.hidden.delete(messageId);
  }

  async release(letters: readonly DeadLetter[]): Promise<void> {
    for (const { messageId } of letters) {
      this.hidden.delete(messageId);
    }
  }
}
