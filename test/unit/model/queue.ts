import type { SQSRecord } from "aws-lambda";
import type { DeliveryReference } from "../../../lambdas/core/delivery-reference.ts";
import type { Clock } from "../../../lambdas/core/ports/system.ts";
import { DependencyUnavailable } from "../../../lambdas/core/ports/unavailable.ts";

/** A message in a queue. */
export interface QueuedMessage {
  readonly id: string;
  readonly reference: DeliveryReference;
  readonly addressHashes: readonly string[];
  readonly sentAt: number;
  /** How often it was handed out. */
  receives: number;
  visibleAt: number;
}

export interface QueueOptions {
  readonly clock: Clock;
  readonly maxReceiveCount: number;
  readonly visibilityMs: number;
  /** Told of each message that goes to the dead-letter queue. */
  readonly onDead: (message: QueuedMessage) => void;
}

/**
 * A channel's queue and its dead-letter queue, as SQS standard queues are: in no order, at least
 * once, with copies even of what was deleted.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/standard-queues-at-least-once-delivery.html
 */
export class ModelQueue {
  readonly dead: QueuedMessage[] = [];
  readonly #options: QueueOptions;
  readonly #known: QueuedMessage[] = [];
  #messages: QueuedMessage[] = [];

  constructor(options: QueueOptions) {
    this.#options = options;
  }

  send(reference: DeliveryReference, addressHashes: readonly string[] = []): void {
    const now = this.#now();
    const id = `message-${this.#known.length + 1}`;
    const message = { id, reference, addressHashes, sentAt: now, receives: 0, visibleAt: now };
    this.#messages.push(message);
    this.#known.push(message);
  }

  /**
   * Hands out visible messages. One that has had its receives goes to the dead-letter queue.
   *
   * @param from where among the visible ones to begin.
   */
  receive(size: number, from = 0): QueuedMessage[] {
    const now = this.#now();
    const visible = this.#messages.filter(({ visibleAt }) => visibleAt <= now);
    const start = from % Math.max(1, visible.length);
    const picked = [...visible.slice(start), ...visible.slice(0, start)].slice(0, size);
    return picked.filter((message) => this.#handOut(message));
  }

  #handOut(message: QueuedMessage): boolean {
    if (message.receives >= this.#options.maxReceiveCount) {
      this.delete(message.id);
      this.dead.push(message);
      this.#options.onDead(message);
      return false;
    }
    message.receives += 1;
    message.visibleAt = this.#now() + this.#options.visibilityMs;
    return true;
  }

  /** Hands out once more one that was handed out before, in flight or deleted as it may be. */
  copy(pick: number): QueuedMessage[] {
    const received = this.#known.filter(({ receives }) => receives > 0);
    return received.slice(pick % Math.max(1, received.length)).slice(0, 1);
  }

  delete(id: string): void {
    this.#messages = this.#messages.filter((message) => message.id !== id);
  }

  changeVisibility(id: string, seconds: number): void {
    const message = this.#messages.find((each) => each.id === id);
    if (message === undefined || message.visibleAt <= this.#now()) {
      throw new DependencyUnavailable("SQS", new Error("the message is not in flight"));
    }
    message.visibleAt = this.#now() + seconds * 1000;
  }

  /** Sends all dead letters to the queue again: to SQS they are new messages. */
  redrive(): void {
    for (const { reference } of this.dead.splice(0)) {
      this.send(reference);
    }
  }

  get isEmpty(): boolean {
    return this.#messages.length === 0;
  }

  /** When the next message becomes visible. */
  nextVisibleAt(): number {
    return Math.min(...this.#messages.map(({ visibleAt }) => visibleAt));
  }

  #now(): number {
    return this.#options.clock.now().getTime();
  }
}

/** A message as the channel function is invoked with it. */
export function asRecord({
  id,
  reference,
  addressHashes,
  receives,
  sentAt,
}: QueuedMessage): SQSRecord {
  const stringValue = addressHashes.join(",");
  return {
    messageId: id,
    receiptHandle: id,
    body: JSON.stringify(reference),
    ...(stringValue && { messageAttributes: { addressMarks: { stringValue } } }),
    attributes: { ApproximateReceiveCount: String(receives), SentTimestamp: String(sentAt) },
  } as unknown as SQSRecord;
}
