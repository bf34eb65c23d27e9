import { attemptDelivery } from "../../../lambdas/core/attempt-delivery.ts";
import type { Notification } from "../../../lambdas/core/notification.ts";
import type { Timer } from "../../../lambdas/core/ports/system.ts";
import { maxReceivesOf } from "../../../lambdas/core/receive.ts";
import { healthOver, InMemoryHealth } from "../../support/in-memory/health.ts";
import { countingIdentifiers } from "../../support/in-memory/identifiers.ts";
import { scriptedProvider } from "../../support/in-memory/providers.ts";
import { InMemoryStore } from "../../support/in-memory/store.ts";
import { VirtualTime } from "../../support/in-memory/virtual-time.ts";

/** Messages that are queued at once. */
export interface Burst {
  readonly messages: number;
  /** How many the one provider takes in a second. */
  readonly perSecond: number;
  /** How many messages the channel's functions get to in a second. */
  readonly receivedPerSecond: number;
}

/** What became of a burst. */
export interface DrainedBurst {
  /** When the last one was taken. */
  readonly seconds: number;
  readonly deadLetters: number;
  /** Receives of a message on average. */
  readonly receivesEach: number;
}

/** Parts of a second in which messages are received. */
const stepMs = 100;

/** Seconds after which a burst is given up. */
const patienceSeconds = 2_000;

/** Delivers a burst with one attempt for each delivery, by a clock and with chances of its own. */
export async function drainBurst(burst: Burst): Promise<DrainedBurst> {
  const time = new VirtualTime();
  const start = time.now();
  const store = new InMemoryStore();
  const quota = new Quota(burst.perSecond);
  const ses = {
    ...scriptedProvider("ses", { address: "email" }),
    send: async () => quota.take(time.now()),
  };
  const retryDelaysSeconds: number[] = [];
  const deps = {
    deliveries: store,
    suppressions: store,
    roster: { read: async () => [ses] },
    health: healthOver(new InMemoryHealth(), time),
    identifiers: countingIdentifiers(),
    clock: time,
    timer: hurried,
    random: chances(),
    policy: {
      retryDelaysSeconds,
      afterUnknown: "resend" as const,
      order: "listed" as const,
      maxReceives: maxReceivesOf({ retryDelaysSeconds }),
    },
  };
  const messages = Array.from({ length: burst.messages }, (_, index) => ({
    reference: { userId: "u-42", notificationId: `n-${index}`, channel: "email" },
    visibleAt: start.getTime(),
    receives: 0,
  }));
  for (const { reference } of messages) {
    await store.add(notificationOf(reference.notificationId, start));
  }
  let [waiting, receives, deadLetters] = [messages, 0, 0];
  const elapsed = () => (time.now().getTime() - start.getTime()) / 1000;
  while (waiting.length > 0 && elapsed() < patienceSeconds) {
    const visible = waiting.filter(({ visibleAt }) => visibleAt <= time.now().getTime());
    for (const message of visible.slice(0, (burst.receivedPerSecond * stepMs) / 1000)) {
      message.receives += 1;
      receives += 1;
      const deadline = new Date(time.now().getTime() + 30_000);
      const receive = { count: message.receives, sentAt: start, deadline };
      const result = await attemptDelivery(deps, message.reference, receive);
      if (result.kind !== "put-back") {
        message.visibleAt = Number.POSITIVE_INFINITY;
      } else if (result.delaySeconds === 0) {
        deadLetters += 1;
        message.visibleAt = Number.POSITIVE_INFINITY;
      } else {
        message.visibleAt = time.now().getTime() + result.delaySeconds * 1000;
      }
    }
    waiting = waiting.filter(({ visibleAt }) => visibleAt !== Number.POSITIVE_INFINITY);
    time.advance(stepMs);
  }
  return { seconds: elapsed(), deadLetters, receivesEach: receives / burst.messages };
}

/** No call of a burst hangs. */
const hurried: Timer = {
  pause: async () => {},
  limit: (_, work) => work(new AbortController().signal),
};

/** Takes so many in each second of the clock, and throttles beyond. */
class Quota {
  readonly #perSecond: number;
  #second = 0;
  #taken = 0;

  constructor(perSecond: number) {
    this.#perSecond = perSecond;
  }

  take(now: Date) {
    const second = Math.floor(now.getTime() / 1000);
    if (second !== this.#second) {
      this.#second = second;
      this.#taken = 0;
    }
    if (this.#taken === this.#perSecond) {
      return { kind: "throttled", code: "Throttling" } as const;
    }
    this.#taken += 1;
    return { kind: "accepted", providerMessageId: `${second}-${this.#taken}` } as const;
  }
}

/** The same chances each time. https://en.wikipedia.org/wiki/Linear_congruential_generator */
function chances(): () => number {
  let state = 42;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
}

function notificationOf(id: string, registeredAt: Date): Notification {
  return {
    id,
    userId: "u-42",
    message: "Your order is ready",
    addresses: { email: "ann@example.com" },
    channels: ["email"],
    expectsResponse: false,
    registeredAt,
  };
}
