import type { SimulatedMessage } from "./simulated-provider.ts";

/** A message that a provider took; what `GET /_received` lists. */
export interface ReceivedMessage extends SimulatedMessage {
  readonly provider: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly providerMessageId: string;
}

/** The messages that providers took, oldest first. When full, the oldest go. */
export class ReceivedMessages {
  readonly #limit: number;
  #messages: ReceivedMessage[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  add(message: ReceivedMessage): void {
    this.#messages.push(message);
    if (this.#messages.length > this.#limit) {
      this.#messages.shift();
    }
  }

  all(): readonly ReceivedMessage[] {
    return this.#messages;
  }

  clear(): void {
    this.#messages = [];
  }
}
