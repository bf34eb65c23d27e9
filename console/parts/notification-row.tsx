import type { TrackedNotification } from "../../client/herald-client.ts";
import { linkTo } from "../route.ts";
import { StatusChip } from "./status-chip.tsx";
import { Time } from "./time.tsx";

/** One notification in a list: a link to its timeline. */
export function NotificationRow({ notification }: { notification: TrackedNotification }) {
  const { id, userId, registeredAt, subject, message, deliveries } = notification;
  return (
    <li>
      <a class="row" href={linkTo({ view: "notification", userId, id })}>
        <Time at={registeredAt} />
        <span class="row-text">
          {subject !== undefined && <b dir="auto">{subject}</b>} <span dir="auto">{message}</span>
        </span>
        <span class="chips">
          {deliveries.map(({ channel, status }) => (
            <StatusChip key={channel} channel={channel} status={status} />
          ))}
        </span>
      </a>
    </li>
  );
}
