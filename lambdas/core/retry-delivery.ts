import type { Delivery, DeliveryStatus, FailureReason } from "./delivery.ts";
import { asShown } from "./delivery.ts";
import type { DeliveryReference } from "./delivery-reference.ts";
import type { Intervention } from "./delivery-steps.ts";
import { requeued } from "./delivery-steps.ts";
import type { InterventionDependencies } from "./interventions.ts";
import type { Notification } from "./notification.ts";
import { hasExpired } from "./notification.ts";
import type { DeliveryQueues } from "./ports/configuration.ts";
import type { Identifiers } from "./ports/system.ts";
import { addressHashesOf } from "./suppression.ts";

/** What a retry needs. */
export interface RetryDependencies extends InterventionDependencies {
  /** Whether a channel is deployed. */
  readonly isDeployed: (channel: string) => boolean;
  readonly queues: DeliveryQueues;
  readonly identifiers: Pick<Identifiers, "leaseToken" | "fingerprint">;
}

/** How a retry ended; `no-channel`: the channel was removed. `conflict` says where the delivery is, or that it has just changed. */
export type Retry =
  | { readonly kind: "queued" }
  | { readonly kind: "not-found" }
  | { readonly kind: "no-channel" }
  | { readonly kind: "conflict"; readonly because: DeliveryStatus | "changed" };

/** Nothing comes of a retry of these: the address is as it was, or will not be written to; the user said no. */
const endsForGood: readonly (FailureReason | undefined)[] = ["refused", "bounced", "unsubscribed"];

/**
 * Whether a retry can help: not where a provider refused the recipient or the content, or the message
 * came back, or the user has unsubscribed, or it is too late. What is suppressed can be sent once its suppression is lifted.
 *
 * @param delivery as it is shown.
 */
export function canRetryHelp(
  { status, failureReason }: Pick<Delivery, "status" | "failureReason">,
  notification: Pick<Notification, "expiresAt">,
  now: Date,
): boolean {
  return (
    status === "failed" && !endsForGood.includes(failureReason) && !hasExpired(notification, now)
  );
}

/**
 * Queues a failed delivery again, whatever it failed for: the attempt decides anew what may be sent.
 * The record is written first, so that the message is taken up. A call that died in between is
 * repaired by repeating it, and an extra message does no harm.
 *
 * @param caller who asks for it: the record says so.
 * @throws DependencyUnavailable when it may not have been queued: the caller should repeat the call.
 */
export async function retryDelivery(
  deps: RetryDependencies,
  reference: DeliveryReference,
  caller: string,
): Promise<Retry> {
  const { userId, notificationId, channel } = reference;
  const found = await deps.history.find(userId, notificationId);
  if (!found?.notification.channels.includes(channel)) {
    return { kind: "not-found" };
  }
  if (!deps.isDeployed(channel)) {
    return { kind: "no-channel" };
  }
  const at = deps.clock.now();
  const delivery = found.deliveries.find((each) => each.channel === channel);
  if (delivery === undefined) {
    return { kind: "conflict", because: "queued" };
  }
  if (hasExpired(found.notification, at)) {
    return { kind: "conflict", because: "expired" };
  }
  const because = await queueAgain(deps, asShown(delivery, at), { at, caller });
  if (because !== undefined) {
    return { kind: "conflict", because };
  }
  const { addresses } = found.notification;
  await deps.queues.send(reference, addressHashesOf(deps.identifiers, addresses));
  return { kind: "queued" };
}

/**
 * Returns why it cannot be queued, if it cannot. A delivery whose record says `queued` is one that a retry wrote:
 * its message may be missing.
 */
async function queueAgain(
  deps: RetryDependencies,
  delivery: Delivery,
  { at, caller }: Pick<Intervention, "at" | "caller">,
): Promise<Extract<Retry, { kind: "conflict" }>["because"] | undefined> {
  if (delivery.status === "queued") {
    return undefined;
  }
  if (delivery.status !== "failed") {
    return delivery.status;
  }
  const next = requeued(delivery, { leaseToken: deps.identifiers.leaseToken(), at, caller });
  return (await deps.deliveries.write(next, at)) ? undefined : "changed";
}
