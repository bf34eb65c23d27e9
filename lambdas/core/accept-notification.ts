import type { CheckDependencies, UncheckedRequest } from "./check-request.ts";
import { checkRequest } from "./check-request.ts";
import type { FieldFault } from "./field-fault.ts";
import { formerKeyOf, keyOf } from "./idempotency.ts";
import type { AppliedLimit, LimitDependencies } from "./limit-steps.ts";
import { limitStepsFor } from "./limit-steps.ts";
import { measureSms } from "./measure-sms.ts";
import type { Notification } from "./notification.ts";
import type { DeliveryQueues, IntakeSettings } from "./ports/configuration.ts";
import type { Attachment, AttachmentStore } from "./ports/content.ts";
import type { NotificationStore } from "./ports/records.ts";
import type { SmsSegments } from "./ports/system.ts";
import type { IdempotencyDependencies, IdempotencyResult } from "./resolve-idempotency.ts";
import { resolveIdempotency } from "./resolve-idempotency.ts";
import { addressHashesOf } from "./suppression.ts";
import { takeSlots } from "./take-slots.ts";
import { secondsUntilEnd, throttleWindowAt } from "./throttle-window.ts";
import type { Traced } from "./trace.ts";
import { completeWords } from "./words.ts";

/** What accepting needs. */
export interface AcceptanceDependencies
  extends CheckDependencies,
    IdempotencyDependencies,
    LimitDependencies {
  readonly identifiers: IdempotencyDependencies["identifiers"] & LimitDependencies["identifiers"];
  readonly notifications: NotificationStore;
  readonly queues: DeliveryQueues;
  readonly smsSegments: SmsSegments;
  readonly attachments: Pick<AttachmentStore, "put" | "remove">;
}

/** A caller's request. */
export interface AcceptanceRequest extends UncheckedRequest {
  /** The caller's name. */
  readonly caller: string;
  /** The caller's trace, if it has one; a repeat's does not take the place of the first call's. */
  readonly traceId?: string;
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
  | { kind: "over-limit"; over: AppliedLimit }
  | Extract<IdempotencyResult, { kind: "invalid" | "key-reused" | "erased" | "under-way" }>;

/**
 * Accepts a notification: checks it, reserves its key when it has one, takes a slot of each limit that
 * it comes under, stores it, and queues it on each of its channels. In that order, so that a repeated
 * call repairs whatever a crash in between left behind.
 *
 * @throws DependencyUnavailable when it may not have been stored or queued: the caller should repeat
 * the call.
 */
export async function acceptNotification(
  deps: AcceptanceDependencies,
  { caller, body, idempotencyKey, deadline, ...traced }: AcceptanceRequest,
): Promise<Acceptance> {
  const now = deps.clock.now();
  const checked = await checkRequest(deps, { body, idempotencyKey });
  if ("faults" in checked) {
    return { kind: "invalid", faults: checked.faults };
  }
  const { submission, settings, choice } = checked;
  const completeFor = (channels: readonly string[]) =>
    completeWords(deps, submission, channels, settings.channels);
  const resolved = await resolveIdempotency(deps, {
    caller,
    submission,
    body,
    choice,
    completeFor,
    ...keysOf(caller, idempotencyKey),
    now,
    deadline,
    takesSlots: (notification) => limitStepsFor(deps, notification, settings, now).length > 0,
  });
  const removed = removedFaults(resolved, settings);
  if (removed.length > 0) {
    return { kind: "invalid", faults: removed };
  }
  switch (resolved.kind) {
    case "open":
      return storeAndQueue(deps, withTrace(resolved, traced), settings, { now, deadline });
    case "stored":
      await queueOn(deps, resolved.notification, resolved.unqueued);
      return { kind: "accepted", notification: resolved.notification, replayed: true };
    default:
      return resolved;
  }
}

type Open = Extract<IdempotencyResult, { kind: "open" }>;

function withTrace(resolved: Open, { traceId }: Traced): Open {
  return traceId === undefined
    ? resolved
    : { ...resolved, notification: { ...resolved.notification, traceId } };
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

async function storeAndQueue(
  deps: AcceptanceDependencies,
  { notification: settled, attachments, replayed, reservation }: Open,
  settings: IntakeSettings,
  { now, deadline }: { readonly now: Date; readonly deadline: Date },
): Promise<Acceptance> {
  const { over, responsesLeft } = await takeSlots(limitStepsFor(deps, settled, settings, now));
  if (over !== undefined) {
    if (reservation) {
      await deps.reservations.release(reservation);
    }
    return { kind: "over-limit", over };
  }
  const sms = await measureSms(deps.smsSegments, settled, settings.channels);
  const notification = { ...settled, ...(sms && { sms }) };
  if (!(await keep(deps, notification, attachments, { begunAt: now, deadline }))) {
    return { kind: "erased" };
  }
  await queueOn(deps, notification, notification.channels);
  const throttle = responsesLeft !== undefined && {
    limit: settings.responsesPerHour,
    remaining: responsesLeft,
    resetSeconds: secondsUntilEnd(throttleWindowAt(now), now),
  };
  return { kind: "accepted", notification, replayed, ...(throttle && { throttle }) };
}

/**
 * Keeps a notification, its files first: what is stored can be sent. Files of a user who was erased meanwhile
 * are not left behind.
 */
async function keep(
  { notifications, attachments: store }: AcceptanceDependencies,
  notification: Notification,
  attachments: readonly Attachment[],
  { begunAt, deadline }: { readonly begunAt: Date; readonly deadline: Date },
): Promise<boolean> {
  if (attachments.length === 0) {
    return notifications.add(notification, begunAt);
  }
  await store.put(notification, attachments);
  const isStored = await notifications.add(notification, begunAt);
  if (!isStored) {
    await store.remove(notification, deadline);
  }
  return isStored;
}

/** Waits for every send, so that none is still under way when the function is frozen. */
async function queueOn(
  { queues, identifiers }: Pick<AcceptanceDependencies, "queues" | "identifiers">,
  { userId, id: notificationId, addresses }: Notification,
  channels: readonly string[],
): Promise<void> {
  const addressHashes = addressHashesOf(identifiers, addresses);
  const sends = channels.map((channel) =>
    queues.send({ userId, notificationId, channel }, addressHashes),
  );
  const results = await Promise.allSettled(sends);
  const failure = results.find((result) => result.status === "rejected");
  if (failure) {
    throw failure.reason;
  }
}
