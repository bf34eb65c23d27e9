import type { TrackedNotification } from "../client/herald-client.ts";

type Seen = Pick<TrackedNotification, "deliveries">;

/** Says which deliveries have changed their status; empty when none has. */
export function describeChange(before: Seen, after: Seen): string {
  const known = new Map(before.deliveries.map(({ channel, status }) => [channel, status]));
  return after.deliveries
    .filter(({ channel, status }) => known.get(channel) !== status)
    .map(({ channel, status }) => `${channel} is ${status}`)
    .join(", ");
}
