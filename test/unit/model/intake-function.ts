import type {
  Acceptance,
  AcceptanceDependencies,
} from "../../../lambdas/core/accept-notification.ts";
import { acceptNotification } from "../../../lambdas/core/accept-notification.ts";
import { defaultCaller } from "../../../lambdas/core/caller.ts";
import type { IntakeSettings } from "../../../lambdas/core/ports.ts";
import { DependencyUnavailable } from "../../../lambdas/core/ports.ts";
import { phoneNumbers } from "../../../lambdas/runtime/phone-numbers.ts";
import { testRequestHashes } from "../../support/stage-secret.ts";
import type { CallerRequest } from "./caller-request.ts";
import type { ChannelName } from "./configuration.ts";
import { channelNames, channels } from "./configuration.ts";
import { FunctionInstance } from "./function-instance.ts";
import type { WatchedSurroundings } from "./watched-surroundings.ts";

/** The intake function, for one request. */
export class IntakeFunction extends FunctionInstance {
  readonly request: CallerRequest;
  /** The throttle window in which it took a slot. */
  slot: string | undefined;

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
    const { store, reservations, identifiers, time, queues, intake } = this.world;
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
      },
      notifications: {
        add: (notification) =>
          this.call("DynamoDB", `stores ${notification.message}`, () => {
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
        send: (reference) =>
          this.call("SQS", `queues on ${reference.channel}`, async () =>
            queues[reference.channel as ChannelName].send(reference),
          ),
      },
      identifiers,
      requestHashes: testRequestHashes,
      phoneNumbers,
      clock: time,
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
    };
  }
}
