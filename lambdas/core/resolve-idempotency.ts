import type { CompleteChoice } from "./check-request.ts";
import type { FieldFault } from "./field-fault.ts";
import { fingerprintText } from "./fingerprint-text.ts";
import type { Reservation } from "./idempotency.ts";
import type { Notification } from "./notification.ts";
import { notificationOf } from "./notification.ts";
import type { Attachment } from "./ports/content.ts";
import type { NotificationHistory } from "./ports/history.ts";
import type { ReservationStore } from "./ports/records.ts";
import type { Identifiers, RequestHashes } from "./ports/system.ts";
import type { Erasures } from "./ports/user-records.ts";
import type { Submission } from "./submission.ts";
import type { CompletedWords } from "./words.ts";

/** What resolving an `Idempotency-Key` needs. */
export interface IdempotencyDependencies {
  readonly reservations: ReservationStore;
  readonly history: Pick<NotificationHistory, "find">;
  readonly erasures: Erasures;
  readonly identifiers: Pick<Identifiers, "notificationId">;
  readonly requestHashes: RequestHashes;
}

/** A request whose shape is right. */
export interface IdempotencyRequest {
  readonly caller: string;
  readonly submission: Submission;
  /** The body that the submission was read from. */
  readonly body: unknown;
  readonly choice: CompleteChoice;
  /** Completes the words for channels that an earlier call settled. */
  readonly completeFor: (channels: readonly string[]) => Promise<CompletedWords>;
  /** The caller's own key, of `keyOf`. */
  readonly key: string | undefined;
  /** Where else it may be reserved: of `formerKeyOf`. */
  readonly formerKey: string | undefined;
  readonly now: Date;
  /** When the function that carries the request out is stopped. */
  readonly deadline: Date;
  /** Whether a notification takes slots of some limit before it is stored. */
  readonly takesSlots: (notification: Notification) => boolean;
}

/**
 * Where a request stands. `open`: nothing is stored yet. `stored`: at most some of its channels are
 * not queued. The others end the request; `erased`: the notification was erased, or its user was before
 * it could be stored.
 */
export type IdempotencyResult =
  | {
      readonly kind: "open";
      readonly notification: Notification;
      /** The files that go with it, which are not kept yet. */
      readonly attachments: readonly Attachment[];
      readonly replayed: boolean;
      readonly reservation?: Reservation;
    }
  | {
      readonly kind: "stored";
      readonly notification: Notification;
      readonly unqueued: readonly string[];
    }
  | { readonly kind: "invalid"; readonly faults: readonly FieldFault[] }
  | { readonly kind: "key-reused" }
  | { readonly kind: "erased" }
  | { readonly kind: "under-way"; readonly retryAfterSeconds: number };

/**
 * Finds out where a request stands. Without a key it is always new; with one, it continues where the
 * first call with that key stopped, with what that call settled.
 */
export async function resolveIdempotency(
  deps: IdempotencyDependencies,
  request: IdempotencyRequest,
): Promise<IdempotencyResult> {
  const { caller, submission, body, choice, key, formerKey, now, deadline } = request;
  const text = fingerprintText(submission, body);
  const repeats = ({ fingerprint }: Reservation) => deps.requestHashes.isOf(fingerprint, text);
  const former = formerKey === undefined ? undefined : await deps.reservations.find(formerKey);
  if (former !== undefined && repeats(former)) {
    return resume(deps, request, former);
  }
  if ("faults" in choice) {
    const earlier = key === undefined ? undefined : await deps.reservations.find(key);
    return earlier && repeats(earlier)
      ? resume(deps, request, earlier)
      : { kind: "invalid", faults: choice.faults };
  }
  const settled = {
    notificationId: deps.identifiers.notificationId(now),
    registeredAt: now,
    channels: choice.channels,
  };
  const { words } = choice;
  const notification = notificationOf(submission, words, settled, caller);
  const open = { kind: "open", notification, attachments: words.attachments ?? [] } as const;
  if (key === undefined) {
    return { ...open, replayed: false };
  }
  const fingerprint = deps.requestHashes.of(text);
  const reservation = { ...settled, key, fingerprint, leaseUntil: deadline };
  const earlier = await deps.reservations.reserve(reservation);
  if (earlier === undefined) {
    return { ...open, replayed: false, reservation };
  }
  if (!repeats(earlier)) {
    return { kind: "key-reused" };
  }
  return resume(deps, request, earlier);
}

async function resume(
  deps: IdempotencyDependencies,
  { caller, submission, choice, completeFor, now, deadline, takesSlots }: IdempotencyRequest,
  earlier: Reservation,
): Promise<IdempotencyResult> {
  const { notificationId: id, registeredAt } = earlier;
  const { userId } = submission;
  const stored = await deps.history.find(userId, id);
  if (stored) {
    const queued = stored.deliveries.map(({ channel }) => channel);
    const unqueued = stored.notification.channels.filter((channel) => !queued.includes(channel));
    return { kind: "stored", notification: stored.notification, unqueued };
  }
  if (await deps.erasures.isErased({ userId, id, registeredAt })) {
    return { kind: "erased" };
  }
  const completed = "words" in choice ? choice : await completeFor(earlier.channels);
  if ("faults" in completed) {
    return { kind: "invalid", faults: completed.faults };
  }
  const { words } = completed;
  const notification = notificationOf(submission, words, earlier, caller);
  const open: IdempotencyResult = {
    kind: "open",
    notification,
    attachments: words.attachments ?? [],
    replayed: true,
    reservation: earlier,
  };
  if (!takesSlots(notification)) {
    return open;
  }
  // Two calls that both continued from here would each take slots.
  const isOwn = earlier.leaseUntil <= now && (await deps.reservations.takeOver(earlier, deadline));
  return isOwn ? open : { kind: "under-way", retryAfterSeconds: secondsUntil(earlier, now) };
}

function secondsUntil({ leaseUntil }: Reservation, now: Date): number {
  return Math.max(1, Math.ceil((leaseUntil.getTime() - now.getTime()) / 1000));
}
