import type {
  Acceptance,
  AcceptanceDependencies,
} from "../../../lambdas/core/accept-notification.ts";
import { acceptNotification } from "../../../lambdas/core/accept-notification.ts";
import { defaultCaller } from "../../../lambdas/core/caller.ts";
import type { IntakeSettings } from "../../../lambdas/core/ports/configuration.ts";
import type { AddressCounter } from "../../../lambdas/core/ports/counters.ts";
import { DependencyUnavailable } from "../../../lambdas/core/ports/unavailable.ts";
import { throttleWindowAt } from "../../../lambdas/core/throttle-window.ts";
import { phoneNumbers } from "../../../lambdas/runtime/phone-numbers.ts";
import { smsSegments } from "../../../lambdas/runtime/sms-segments.ts";
import { cannedTemplates, testWords } from "../../support/in-memory/content.ts";
import { InMemoryChannelCounter } from "../../support/in-memory/limits.ts";
import { testRequestHashes } from "../../support/stage-secret.ts";
import type { CallerRequest } from "./caller-request.ts";
import { template } from "./caller-request.ts";
import type { ChannelName } from "./configuration.ts";
import { channelNames, channels, messagesPerHour } from "./configuration.ts";
import { FunctionInstance } from "./function-instance.ts";
import type { WatchedSurroundings } from "./watched-surroundings.ts";

const templates = cannedTemplates({ [template.name]: template.rendered });

/** The intake function, for one request. */
export class IntakeFunction extends FunctionInstance {
  readonly request: CallerRequest;
  /** The throttle window in which it took a slot. */
  slot: string | undefined;
  /** The hours in which it took slots of addresses, by the address's hash. */
  readonly addressSlots = new Map<string, string>();

  constructor(world: WatchedSurroundings, name: string, request: CallerRequest) {
    super(world, name);
    this.request = request;
  }

  /** @param isHeard whether the caller gets the response. */
  async invoke(isHeard: boolean): Promise<void> {
    this.begin();
    const erasedBefore = this.world.intake.erasedNow();
    const { body, key: idempotencyKey } = this.request;
    const { deadline, world } = this;
    try {
      const deps = this.#dependencies();
      const request = { caller: defaultCaller, body, idempotencyKey, deadline };
      const acceptance = await acceptNotification(deps, request);
      world.intake.accepted(acceptance, erasedBefore);
      world.intake.ended(this);
      world.note(`${this.name} responds ${acceptance.kind}${isHeard ? "" : " (not heard)"}`);
      if (isHeard) {
        this.#respond(acceptance);
      }
    } catch (error) {
      if (error instanceof DependencyUnavailable) {
        world.note(`${this.name} responds 503`);
      } else {
        world.broken(`intake threw ${error}`);
      }
    }
  }

  #respond(acceptance: Acceptance): void {
    this.request.isAnswered = acceptance.kind !== "under-way";
    this.world.intake.responded(this.request, acceptance);
  }

  #dependencies(): AcceptanceDependencies {
    const { store, reservations, identifiers, time, queues, intake, files } = this.world;
    return {
      configuration: {
        read: () => this.call("SSM", "reads its configuration", async () => this.#settings()),
      },
      throttle: {
        take: (userId, window, limit) =>
          this.call("DynamoDB", `takes a slot of ${userId}`, async () => {
            const remaining = await store.take(userId, window, limit);
            if (remaining !== undefined) {
              this.slot = window;
            }
            return remaining;
          }),
        release: (userId, window) => store.release(userId, window),
        used: (userId, window) => store.used(userId, window),
      },
      addressCounter: this.#addressCounter(),
      channelCounter: new InMemoryChannelCounter(),
      notifications: {
        add: (notification) =>
          this.call("DynamoDB", `stores ${notification.message}`, async () => {
            // An erasure takes what is stored within its time, and what comes later is refused.
            if (await store.isErased(notification)) {
              return false;
            }
            intake.stored(notification, this);
            return store.add(notification);
          }),
      },
      reservations: {
        reserve: (reservation) =>
          this.call("DynamoDB", `reserves ${reservation.key}`, () =>
            reservations.reserve(reservation),
          ),
        find: (key) => this.call("DynamoDB", `finds ${key}`, () => reservations.find(key)),
        takeOver: (seen, until) =>
          this.call("DynamoDB", `takes ${seen.key} over`, () => reservations.takeOver(seen, until)),
        release: (reservation) =>
          this.call("DynamoDB", `releases ${reservation.key}`, () =>
            reservations.release(reservation),
          ),
      },
      history: {
        find: (userId, id) =>
          this.call("DynamoDB", "reads the notification", () => store.find(userId, id)),
      },
      erasures: {
        isErased: (notification) =>
          this.call("DynamoDB", "reads what was erased", () => store.isErased(notification)),
      },
      queues: {
        send: (reference, addressHashes) =>
          this.call("SQS", `queues on ${reference.channel}`, async () =>
            queues[reference.channel as ChannelName].send(reference, addressHashes),
          ),
      },
      identifiers,
      requestHashes: testRequestHashes,
      phoneNumbers,
      smsSegments,
      ...testWords,
      templates: {
        render: (choice) => this.call("S3", "reads templates", () => templates.render(choice)),
      },
      attachments: {
        put: (notification, attachments) =>
          this.call("S3", `keeps files of ${notification.id}`, () => {
            intake.kept(notification, this);
            return files.put(notification, attachments);
          }),
        remove: (notification) =>
          this.call("S3", `removes files of ${notification.id}`, () => files.remove(notification)),
      },
      clock: time,
    };
  }

  #addressCounter(): AddressCounter {
    const { addressCounter } = this.world;
    return {
      take: (hash, at, slots, limits) =>
        this.call("DynamoDB", `takes a slot of ${hash}`, async () => {
          const full = await addressCounter.take(hash, at, slots, limits);
          if (full === undefined) {
            this.addressSlots.set(hash, throttleWindowAt(at).name);
          }
          return full;
        }),
      release: (hash, at, slots) =>
        this.call("DynamoDB", `gives a slot of ${hash} back`, async () => {
          this.addressSlots.delete(hash);
          await addressCounter.release(hash, at, slots);
        }),
      used: (hash, at) => addressCounter.used(hash, at),
    };
  }

  #settings(): IntakeSettings {
    const { enabled, providers, responsesPerHour } = this.world.configuration;
    return {
      channels: channelNames.map((name) => ({
        name,
        enabled: enabled.includes(name),
        addresses: providers[name].map(() => channels[name].address),
      })),
      responsesPerHour,
      limits: { perAddress: { hour: messagesPerHour } },
    };
  }
}
