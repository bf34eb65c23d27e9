import { addressesOf } from "./address.ts";
import type { ChannelChoice } from "./choose-channels.ts";
import { chooseChannels } from "./choose-channels.ts";
import type { FieldFault } from "./field-fault.ts";
import { formerKeyOf, keyFaults, keyOf } from "./idempotency.ts";
import type { Notification } from "./notification.ts";
import type {
  Clock,
  DeliveryQueues,
  IntakeConfiguration,
  IntakeSettings,
  NotificationStore,
  PhoneNumbers,
  ThrottleCounter,
} from "./ports.ts";
import { readSubmission } from "./read-submission.ts";
import type { IdempotencyDependencies, IdempotencyResult } from "./resolve-idempotency.ts";
import { resolveIdempotency } from "./resolve-idempotency.ts";
import type { Submission } from "./submission.ts";
import { secondsUntilEnd, throttleWindowAt } from "./throttle-window.ts";

/** What accepting needs. */
export interface AcceptanceDependencies extends IdempotencyDependencies {
  readonly configuration: IntakeConfiguration;
  readonly throttle: ThrottleCounter;
  readonly notifications: NotificationStore;
  readonly queues: DeliveryQueues;
  readonly phoneNumbers: PhoneNumbers;
  readonly clock: Clock;
}

/** A caller's request. */
export interface AcceptanceRequest {
  /** The caller's name. */
  readonly caller: string;
  /** The body, already parsed as JSON. */
  readonly body: unknown;
  readonly idempotencyKey?: string | undefined;
  /** When the function that carries the request out is stopped. */
  readonly deadline: Date;
}

/** Where a user stands in the current throttle window. */
export interface ThrottleState {
  readonly limit: number;
  readonly remaining: number;
  /** Seconds until the window ends. */
  readonly resetSeconds: number;
}

/**
 * How a request ended. `throttle` is present when a throttle slot was taken; `replayed` says that
 * the key already stood for this notification.
 */
export type Acceptance =
  | { kind: "accepted"; notification: Notification; replayed: boolean; throttle?: ThrottleState }
  | { kind: "throttled"; throttle: ThrottleState }
  | Extract<IdempotencyResult, { kind: "invalid" | "key-reused" | "erased" | "under-way" }>;

/**
 * Accepts a notification: checks it, reserves its key when it has one, takes a throttle slot when it
 * expects a response, stores it, and queues it on each of its channels. In that order, so that a
 * repeated call repairs whatever a crash in between left behind.
 *
 * @throws DependencyUnavailable when it may not have been stored or queued: the caller should repeat
 * the call.
 */
export async function acceptNotification(
  deps: AcceptanceDependencies,
  { caller, body, idempotencyKey, deadline }: AcceptanceRequest,
): Promise<Acceptance> {
  const now = deps.clock.now();
  const parsed = await readSubmission(deps.phoneNumbers, body);
  const shapeFaults = [...keyFaults(idempotencyKey), ...("faults" in parsed ? parsed.faults : [])];
  if ("faults" in parsed || shapeFaults.length > 0) {
    return { kind: "invalid", faults: shapeFaults };
  }

  const { submission } = parsed;
  const settings = await deps.configuration.read();
  const choice = choose(submission, settings, now);
  const keys = keysOf(caller, idempotencyKey);
  const request = { caller, submission, body, choice, ...keys, now, deadline };
  const resolved = await resolveIdempotency(deps, request);
  const removed = removedFaults(resolved, settings);
  if (removed.length > 0) {
    return { kind: "invalid", faults: removed };
  }
  switch (resolved.kind) {
    case "open":
      return storeAndQueue(deps, resolved, settings.responsesPerHour, now);
    case "stored":
      await queueOn(deps.queues, resolved.notification, resolved.unqueued);
      return { kind: "accepted", notification: resolved.notification, replayed: true };
    default:
      return resolved;
  }
}

function keysOf(caller: string, idempotencyKey: string | undefined) {
  if (idempotencyKey === undefined) {
    return { key: undefined, formerKey: undefined };
  }
  return {
    key: keyOf(caller, idempotencyKey),
    formerKey: formerKeyOf(caller, idempotencyKey),
  };
}

/** Checks what the shape alone does not show. */
function choose(submission: Submission, { channels }: IntakeSettings, now: Date): ChannelChoice {
  const choice = chooseChannels(submission.channels, addressesOf(submission), channels);
  const expiry = expiryFaults(submission, now);
  if (expiry.length === 0) {
    return choice;
  }
  return { faults: [...("faults" in choice ? choice.faults : []), ...expiry] };
}

/** A repeat continues with what the first call settled, which may name a channel that is gone by now. */
function removedFaults(resolved: IdempotencyResult, { channels }: IntakeSettings): FieldFault[] {
  const deployed = channels.map(({ name }) => name);
  return queuesOf(resolved)
    .filter((channel) => !deployed.includes(channel))
    .map((channel) => ({
      field: "channels",
      detail: `${channel} was removed before the notification was queued on it`,
    }));
}

/** The channels that a request is still to be queued on. */
function queuesOf(resolved: IdempotencyResult): readonly string[] {
  switch (resolved.kind) {
    case "open":
      return resolved.notification.channels;
    case "stored":
      return resolved.unqueued;
    default:
      return [];
  }
}

function expiryFaults({ expiresAt }: Submission, now: Date): FieldFault[] {
  if (expiresAt === undefined || new Date(expiresAt) > now) {
    return [];
  }
  return [{ field: "expiresAt", detail: "must be in the future" }];
}

async function storeAndQueue(
  deps: AcceptanceDependencies,
  { notification, replayed, reservation }: Extract<IdempotencyResult, { kind: "open" }>,
  limit: number,
  now: Date,
): Promise<Acceptance> {
  const throttle = notification.expectsResponse
    ? await takeSlot(deps.throttle, notification.userId, limit, now)
    : undefined;
  if (throttle?.taken === false) {
    if (reservation) {
      await deps.reservations.release(reservation);
    }
    return { kind: "throttled", throttle: throttle.state };
  }
  if (!(await deps.notifications.add(notification, now))) {
    return { kind: "erased" };
  }
  await queueOn(deps.queues, notification, notification.channels);
  return {
    kind: "accepted",
    notification,
    replayed,
    ...(throttle && { throttle: throttle.state }),
  };
}

async function takeSlot(
  throttle: ThrottleCounter,
  userId: string,
  limit: number,
  now: Date,
): Promise<{ taken: boolean; state: ThrottleState }> {
  const window = throttleWindowAt(now);
  const remaining = await throttle.take(userId, window.name, limit);
  const resetSeconds = secondsUntilEnd(window, now);
  const state = { limit, remaining: remaining ?? 0, resetSeconds };
  return { taken: remaining !== undefined, state };
}

/** Waits for every send, so that none is still under way when the function is frozen. */
async function queueOn(
  queues: DeliveryQueues,
  { userId, id: notificationId }: Notification,
  channels: readonly string[],
): Promise<void> {
  const sends = channels.map((channel) => queues.send({ userId, notificationId, channel }));
  const results = await Promise.allSettled(sends);
  const failure = results.find((result) => result.status === "rejected");
  if (failure) {
    throw failure.reason;
  }
}
