import type { Acceptance } from "../../../lambdas/core/accept-notification.ts";
import type { DeliveryReference } from "../../../lambdas/core/delivery-reference.ts";
import { idempotencySeconds } from "../../../lambdas/core/idempotency.ts";
import type { Notification } from "../../../lambdas/core/notification.ts";
import type { ProviderMessage } from "../../../lambdas/core/provider.ts";
import type { CallerRequest } from "./caller-request.ts";
import { template } from "./caller-request.ts";
import { functionTimeoutMs, messagesPerHour } from "./configuration.ts";
import type { Surroundings } from "./surroundings.ts";

const hourMs = 3_600_000;

/** What is seen of the function that stores a notification. */
interface StoringFunction {
  readonly request: CallerRequest;
  /** The throttle window in which it took a slot. */
  readonly slot: string | undefined;
  /** The hours in which it took slots of addresses, by the address's hash. */
  readonly addressSlots: ReadonlyMap<string, string>;
}

/** Watches what is stored and what callers are told, and says which promise it breaks. */
export class IntakeWitness {
  readonly #world: Pick<Surroundings, "time" | "broken">;
  readonly #requests = new Map<string, CallerRequest>();
  readonly #accepted = new Map<string, Notification>();
  readonly #withSlot = new Set<string>();
  readonly #withMessages = new Set<string>();
  /** Notifications by the address and hour whose slot they took. */
  readonly #messages = new Map<string, number>();
  readonly #erased = new Set<string>();
  /** Notifications that expect a response, by the user and window whose slot they took. */
  readonly #responses = new Map<string, Set<string>>();
  /** Functions that kept a notification's files, and have not come to an end since. */
  readonly #keeping = new Map<string, Set<StoringFunction>>();
  readonly #limits: { readonly at: number; readonly limit: number }[] = [];

  constructor(world: Pick<Surroundings, "time" | "broken">) {
    this.#world = world;
  }

  limitChanged(limit: number): void {
    this.#limits.push({ at: this.#world.time.now().getTime(), limit });
  }

  stored(
    { id, userId, expectsResponse, ...notification }: Notification,
    by: StoringFunction,
  ): void {
    this.#requests.set(id, by.request);
    this.#countMessages(id, notification.channels.length, by);
    if (!expectsResponse) {
      return;
    }
    if (this.#withSlot.has(id)) {
      if (by.slot && !this.#erased.has(id)) {
        this.#world.broken(`${id} took two throttle slots`);
      }
      return;
    }
    this.#withSlot.add(id);
    if (by.slot === undefined) {
      this.#world.broken(`${id} was stored without a throttle slot`);
      return;
    }
    const place = `${userId} ${by.slot}`;
    const responses = this.#responses.get(place) ?? new Set();
    this.#responses.set(place, responses.add(id));
    const limit = this.#highestLimit(by.slot);
    if (responses.size > limit) {
      this.#world.broken(`${place} has more than ${limit} responses`);
    }
  }

  /** What a function stores has taken slots of each address, and no address has more than its limit. */
  #countMessages(id: string, channels: number, { addressSlots }: StoringFunction): void {
    if (this.#withMessages.has(id)) {
      return;
    }
    this.#withMessages.add(id);
    if (addressSlots.size !== channels) {
      this.#world.broken(`${id} was stored with slots of ${addressSlots.size} addresses`);
    }
    for (const place of [...addressSlots].map((slot) => slot.join(" in "))) {
      const messages = (this.#messages.get(place) ?? 0) + 1;
      this.#messages.set(place, messages);
      if (messages > messagesPerHour) {
        this.#world.broken(`${place} has more than ${messagesPerHour} messages`);
      }
    }
  }

  /** Of the limits that a function which took a slot of this window may have read. */
  #highestLimit(window: string): number {
    const start = Date.parse(`${window}:00:00Z`);
    const end = start + hourMs + functionTimeoutMs;
    const inForce = this.#limits.filter(({ at }, index) => {
      const until = this.#limits[index + 1]?.at ?? Number.POSITIVE_INFINITY;
      return at < end && until >= start;
    });
    return Math.max(...inForce.map(({ limit }) => limit));
  }

  /** A function keeps a notification's files. */
  kept({ id }: Pick<Notification, "id">, by: StoringFunction): void {
    const keeping = this.#keeping.get(id) ?? new Set();
    this.#keeping.set(id, keeping.add(by));
  }

  /** A function ended as it should: what it kept is in use, or it has removed it. */
  ended(by: StoringFunction): void {
    for (const keeping of this.#keeping.values()) {
      keeping.delete(by);
    }
  }

  /** Whether a function died, or gave up, that had kept a notification's files: its repeat or the bucket ends them. */
  isLeftBehind(id: string): boolean {
    return (this.#keeping.get(id)?.size ?? 0) > 0;
  }

  /** A call ended; `erasedBefore` is what had been erased when it began. */
  accepted(acceptance: Acceptance, erasedBefore: ReadonlySet<string>): void {
    if (acceptance.kind === "accepted" && erasedBefore.has(acceptance.notification.id)) {
      this.#world.broken(`${acceptance.notification.id} was accepted again after it was erased`);
    }
  }

  responded(request: CallerRequest, acceptance: Acceptance): void {
    if (acceptance.kind !== "accepted") {
      return;
    }
    const { notification } = acceptance;
    for (const earlier of this.#accepted.values()) {
      if (!this.#erased.has(earlier.id)) {
        this.#compare(earlier, request, notification);
      }
    }
    this.#accepted.set(notification.id, notification);
  }

  /** One key is one notification for 24 hours, and one notification is one request. */
  #compare(earlier: Notification, request: CallerRequest, notification: Notification): void {
    const { key, body } = this.#requests.get(earlier.id) ?? request;
    const apartMs = Math.abs(notification.registeredAt.getTime() - earlier.registeredAt.getTime());
    const isSame = earlier.id === notification.id;
    if (isSame && (key === undefined || key !== request.key || !isSameBody(body, request.body))) {
      this.#world.broken(`${earlier.id} stands for two requests`);
    }
    const isReused = !isSame && key !== undefined && key === request.key;
    if (isReused && apartMs < idempotencySeconds * 1000) {
      this.#world.broken(`${key} stands for ${earlier.id} and ${notification.id}`);
    }
  }

  /** Whether a request asked for exactly this, with these files if it is a mail. */
  isAsRequested(message: ProviderMessage): boolean {
    const { notificationId, userId, channel, text, to, attachments = [] } = message;
    const body = this.#requests.get(notificationId)?.body;
    const addresses = { sms: body?.phoneNumber, email: body?.email };
    const isChosen = body?.channels?.includes(channel) ?? true;
    return (
      body?.userId === userId &&
      wordsOf(body, channel) === text &&
      filesIn(channel === "email" ? body.attachments : []) ===
        attachments.map(({ content }) => Buffer.from(content).toString("base64")).join() &&
      addresses[channel as keyof typeof addresses] === to &&
      isChosen
    );
  }

  /** Deliveries that a caller has had a 202 for, and that were not erased since. */
  promised(): DeliveryReference[] {
    return [...this.#accepted.values()].flatMap(({ id, userId, channels }) =>
      this.#erased.has(id)
        ? []
        : channels.map((channel) => ({ userId, notificationId: id, channel })),
    );
  }

  erased(userId: string): void {
    for (const [id, { body }] of this.#requests) {
      if (body.userId === userId) {
        this.#erased.add(id);
      }
    }
  }

  /** The ids of the notifications that were erased. */
  erasedNow(): ReadonlySet<string> {
    return new Set(this.#erased);
  }

  isErased({ notificationId }: Pick<DeliveryReference, "notificationId">): boolean {
    return this.#erased.has(notificationId);
  }
}

type Body = CallerRequest["body"];

function wordsOf({ message, template: chosen }: Body, channel: string): string | undefined {
  const { content } = template.rendered;
  return chosen ? content[channel as keyof typeof content].message : message;
}

function filesIn(attachments: Body["attachments"] = []): string {
  return attachments.map(({ content }) => content).join();
}

function isSameBody(one: CallerRequest["body"], other: CallerRequest["body"]): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
