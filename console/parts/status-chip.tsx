import type { TrackedDelivery } from "../../client/herald-client.ts";

/** A delivery's status, with the channel's name before it where that is not told elsewhere. */
export function StatusChip({
  status,
  channel,
}: {
  status: TrackedDelivery["status"];
  channel?: string;
}) {
  return (
    <span class={`chip chip-${status}`}>
      {channel !== undefined && <b>{channel}</b>} {status}
    </span>
  );
}
