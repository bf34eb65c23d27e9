import type { TrackedDelivery, TrackedNotification } from "../../client/herald-client.ts";
import { trailLimit } from "../../lambdas/core/delivery.ts";
import { useMayCall } from "../herald.ts";
import { linkTo } from "../route.ts";
import { timelineOf } from "../timeline.ts";
import { StatusChip } from "./status-chip.tsx";
import { Timeline } from "./timeline.tsx";

/** One delivery: its status, and how it got there. */
export function DeliveryCard({
  notification,
  delivery,
  onRetry,
}: {
  notification: TrackedNotification;
  delivery: TrackedDelivery;
  onRetry: () => void;
}) {
  const { channel, status, attempts, providerMessageId, possibleDuplicate, trail } = delivery;
  const mayRetry = useMayCall("retryDelivery");
  const maySeeSuppressions = useMayCall("listSuppressions");
  const maySeePreferences = useMayCall("readPreferences");
  const isSuppressed = delivery.failureReason === "suppressed";
  const heading = `delivery-${channel}`;
  return (
    <section class="card delivery" aria-labelledby={heading}>
      <header>
        <h2 id={heading}>{channel}</h2>
        <StatusChip status={status} />
        <span class="attempts">
          {attempts} {attempts === 1 ? "attempt" : "attempts"}
        </span>
        {delivery.retryable && mayRetry && (
          <button type="button" onClick={onRetry}>
            Retry <span class="unseen">on {channel}</span>
          </button>
        )}
      </header>
      {possibleDuplicate === true && (
        <p class="note note-warn">
          A provider's response is unknown: the user may get this message twice.
        </p>
      )}
      {isSuppressed && maySeeSuppressions && (
        <p class="note">
          <a href={linkTo({ view: "suppressions", userId: notification.userId })}>
            The user's suppressed addresses
          </a>
        </p>
      )}
      {delivery.failureReason === "unsubscribed" && maySeePreferences && (
        <p class="note">
          <a href={linkTo({ view: "preferences", userId: notification.userId })}>
            The user's preferences
          </a>
        </p>
      )}
      {trail?.length === trailLimit && (
        <p class="note">Only the latest {trailLimit} provider calls are kept.</p>
      )}
      <Timeline events={timelineOf(notification, delivery)} since={notification.registeredAt} />
      {providerMessageId !== undefined && (
        <p class="message-id">
          Provider's message id <code>{providerMessageId}</code>
        </p>
      )}
    </section>
  );
}
