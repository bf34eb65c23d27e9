import type { Delivery, DeliveryStatus, FailureReason } from "./delivery.ts";
import { asShown } from "./delivery.ts";
import { canceled } from "./delivery-steps.ts";
import type { InterventionDependencies } from "./interventions.ts";
import type { TrackedNotification } from "./ports/history.ts";
import { DependencyUnavailable } from "./ports/unavailable.ts";

/** Where a delivery is after a cancel. */
export interface CanceledDelivery {
  readonly channel: string;
  readonly status: DeliveryStatus;
  readonly failureReason?: FailureReason;
}

/** How often a cancel tries when other writes come first. */
const maxRounds = 5;

/**
 * Ends the deliveries of a notification that are queued or between attempts. Those that are being
 * sent or have ended stay as they are.
 *
 * @param caller who asks for it: the records say so.
 * @returns where each delivery is afterwards; `undefined` when there is no such notification.
 * @throws DependencyUnavailable when other writes kept coming first: the caller should
 * repeat the call.
 */
export async function cancelNotification(
  deps: InterventionDependencies,
  userId: string,
  notificationId: string,
  caller: string,
): Promise<readonly CanceledDelivery[] | undefined> {
  for (let round = 0; round < maxRounds; round += 1) {
    const readAt = deps.clock.now();
    const found = await deps.history.find(userId, notificationId);
    if (found === undefined) {
      return undefined;
    }
    const ends = await Promise.all(
      found.notification.channels.map((channel) =>
        cancel(deps, found, channel, { readAt, caller }),
      ),
    );
    const done = ends.filter((end) => end !== undefined);
    if (done.length === ends.length) {
      return done;
    }
  }
  throw new DependencyUnavailable("the store", new Error("other writes kept coming first"));
}

/** Cancels one delivery; `undefined` when another write came first. */
async function cancel(
  deps: InterventionDependencies,
  { notification, deliveries }: TrackedNotification,
  channel: string,
  { readAt, caller }: { readonly readAt: Date; readonly caller: string },
): Promise<CanceledDelivery | undefined> {
  const at = deps.clock.now();
  const seen = deliveries.find((each) => each.channel === channel);
  if (seen && seen.status !== "queued" && seen.status !== "retrying") {
    return show(asShown(seen, at));
  }
  const reference = { userId: notification.userId, notificationId: notification.id, channel };
  const leaseToken = deps.identifiers.leaseToken();
  const next = canceled(reference, seen, { leaseToken, at, caller });
  return (await deps.deliveries.write(next, readAt)) ? show(next) : undefined;
}

function show({ channel, status, failureReason }: Delivery): CanceledDelivery {
  return { channel, status, ...(failureReason !== undefined && { failureReason }) };
}
