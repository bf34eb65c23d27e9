import { useState } from "preact/hooks";
import type { TrackedNotification } from "../../client/herald-client.ts";
import { hasEnded } from "../../lambdas/core/delivery.ts";
import { describeChange } from "../describe-change.ts";
import type { Fault } from "../herald.ts";
import { faultOf, useHerald, useMayCall } from "../herald.ts";
import type { Question } from "../parts/confirm-dialog.tsx";
import { ConfirmDialog } from "../parts/confirm-dialog.tsx";
import { ContentCards } from "../parts/content-card.tsx";
import { DeliveryCard } from "../parts/delivery-card.tsx";
import { FaultNote } from "../parts/fault-note.tsx";
import { LiveSwitch } from "../parts/live-switch.tsx";
import { NotificationFacts } from "../parts/notification-facts.tsx";
import { linkTo } from "../route.ts";
import { usePoll } from "../use-poll.ts";
import { useViewHeading } from "../use-route.ts";

/** One notification: its content and recipient, and the timeline of each delivery. */
export function NotificationView({ userId, id }: { userId: string; id: string }) {
  const { client, announce } = useHerald();
  const mayCancel = useMayCall("cancelNotification");
  const heading = useViewHeading(`Notification ${id}`);
  const [isLive, setIsLive] = useState(true);
  const [notification, setNotification] = useState<TrackedNotification>();
  const [question, setQuestion] = useState<Question>();
  const [actionFault, setActionFault] = useState<Fault>();

  const { fault, askNow } = usePoll(id, isLive, async (isCurrent) => {
    const found = await client.find(userId, id);
    if (!isCurrent()) {
      return;
    }
    const change = notification && describeChange(notification, found);
    if (change) {
      announce(change);
    }
    setNotification(found);
  });

  const carryOut = async (said: string, act: () => Promise<unknown>) => {
    try {
      await act();
      setActionFault(undefined);
      announce(said);
    } catch (error) {
      setActionFault(faultOf(error));
    }
    await askNow();
    // The button that was pressed may be gone, and with it the focus.
    requestAnimationFrame(() => {
      if (document.activeElement === document.body) {
        heading.current?.focus();
      }
    });
  };
  const askToRetry = (channel: string) =>
    setQuestion({
      title: `Retry on ${channel}?`,
      detail: "The delivery is queued once more, for a new round of attempts.",
      yes: "Retry",
      onYes: () =>
        void carryOut(`Queued on ${channel} once more`, () => client.retry(userId, id, channel)),
    });
  const askToCancel = () =>
    setQuestion({
      title: "Cancel this notification?",
      detail: "Each delivery that has not been sent ends. What was sent stays sent.",
      yes: "Cancel the notification",
      onYes: () => void carryOut("Canceled", () => client.cancel(userId, id)),
    });

  const deliveries = notification?.deliveries ?? [];
  const isCancelable = mayCancel && deliveries.some(({ status }) => !hasEnded(status));
  return (
    <>
      <p class="back">
        <a href={linkTo({ view: "list", userId, filters: {} })}>
          ‹ All of <bdi>{userId}</bdi>
        </a>
      </p>
      <div class="view-head">
        <h1 ref={heading} tabIndex={-1} dir="auto">
          {notification?.subject ?? "Notification"}
        </h1>
        <div class="buttons">
          <LiveSwitch isLive={isLive} onChange={setIsLive} />
          {isCancelable && (
            <button type="button" onClick={askToCancel}>
              Cancel
            </button>
          )}
        </div>
      </div>
      <FaultNote fault={actionFault ?? fault} />
      {!notification && !fault && <p class="note">Looking…</p>}
      {notification && (
        <>
          <NotificationFacts notification={notification} />
          {notification.content && <ContentCards content={notification.content} />}
          <div class="deliveries">
            {deliveries.map((delivery) => (
              <DeliveryCard
                key={delivery.channel}
                notification={notification}
                delivery={delivery}
                onRetry={() => askToRetry(delivery.channel)}
              />
            ))}
          </div>
        </>
      )}
      <ConfirmDialog question={question} onClose={() => setQuestion(undefined)} />
    </>
  );
}
