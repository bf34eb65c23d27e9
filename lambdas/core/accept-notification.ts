import { chooseChannels } from "./choose-channels.ts";
import type { Notification } from "./notification.ts";
import type {
  Clock,
  DeliveryQueues,
  Identifiers,
  IntakeConfiguration,
  NotificationStore,
  ThrottleCounter,
} from "./ports.ts";
import { addressesOf, type FieldFault, parseSubmission, type Submission } from "./submission.ts";
import { secondsUntilEnd, throttleWindowAt } from "./throttle-window.ts";

/** What accepting needs. */
export interface AcceptanceDependencies {
  readonly configuration: IntakeConfiguration;
  readonly throttle: ThrottleCounter;
  readonly notifications: NotificationStore;
  readonly queues: DeliveryQueues;
  readonly identifiers: Identifiers;
  readonly clock: Clock;
}

/** Where a user stands in the current throttle window. */
export interface ThrottleState {
  readonly limit: number;
  readonly remaining: number;
  /** Seconds until the window ends. */
  readonly resetSeconds: number;
}

/** What a request came to. `throttle` is there when the notification expects a response. */
export type Acceptance =
  | { kind: "accepted"; notification: Notification; throttle?: ThrottleState }
  | { kind: "invalid"; faults: readonly FieldFault[] }
  | { kind: "throttled"; throttle: ThrottleState };

/**
 * Accepts a notification: checks it, takes a throttle slot when it expects a response, stores it,
 * and queues it on each of its channels, in that order, so that a crash in between leaves nothing
 * that a repeated call would not mend.
 *
 * @param body the request's body, already parsed as JSON.
 * @throws DependencyUnavailable when it may not be stored or queued: the caller repeats the call.
 */
export async function acceptNotification(
  deps: AcceptanceDependencies,
  body: unknown,
): Promise<Acceptance> {
  const now = deps.clock.now();
  const parsed = parseSubmission(body);
  if ("faults" in parsed) return { kind: "invalid", faults: parsed.faults };
  const { submission } = parsed;
  const settings = await deps.configuration.read();
  const addresses = addressesOf(submission);
  const choice = chooseChannels(submission.channels, addresses, settings.channels);
  const faults = [...("faults" in choice ? choice.faults : []), ...expiryFaults(submission, now)];
  if ("faults" in choice || faults.length > 0) return { kind: "invalid", faults };

  const throttle = submission.expectsResponse
    ? await takeSlot(deps, submission.userId, settings.responsesPerHour, now)
    : undefined;
  if (throttle?.taken === false) return { kind: "throttled", throttle: throttle.state };

  const notification: Notification = {
    id: deps.identifiers.notificationId(now),
    userId: submission.userId,
    message: submission.message,
    ...(submission.subject !== undefined && { subject: submission.subject }),
    addresses,
    channels: choice.channels,
    expectsResponse: submission.expectsResponse,
    registeredAt: now,
    ...(submission.expiresAt !== undefined && { expiresAt: new Date(submission.expiresAt) }),
  };
  await deps.notifications.add(notification);
  await queueOnEachChannel(deps.queues, notification);
  return { kind: "accepted", notification, ...(throttle && { throttle: throttle.state }) };
}

function expiryFaults(submission: Submission, now: Date): FieldFault[] {
  if (submission.expiresAt === undefined || new Date(submission.expiresAt) > now) return [];
  return [{ field: "expiresAt", detail: "must be in the future" }];
}

async function takeSlot(
  deps: AcceptanceDependencies,
  userId: string,
  limit: number,
  now: Date,
): Promise<{ taken: boolean; state: ThrottleState }> {
  const window = throttleWindowAt(now);
  const remaining = await deps.throttle.take(userId, window.name, limit);
  const resetSeconds = secondsUntilEnd(window, now);
  return {
    taken: remaining !== undefined,
    state: { limit, remaining: remaining ?? 0, resetSeconds },
  };
}

/** Waits for every send, so that none is still under way when the function is frozen. */
async function queueOnEachChannel(
  queues: DeliveryQueues,
  { userId, id, channels }: Notification,
): Promise<void> {
  const sends = channels.map((channel) => queues.send({ userId, notificationId: id, channel }));
  const results = await Promise.allSettled(sends);
  const failure = results.find((result) => result.status === "rejected");
  if (failure) throw failure.reason;
}
