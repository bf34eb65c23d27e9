import type { TrackedDelivery } from "../../client/herald-client.ts";

/** A delivery's status, preceded by the channel's name where nothing else shows it. */
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
