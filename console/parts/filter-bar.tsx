import type { TrackedNotification } from "../../client/herald-client.ts";
import { deliveryStatuses } from "../../lambdas/core/delivery.ts";
import type { Filters } from "../route.ts";
import { linkTo } from "../route.ts";
import { useChannelNames } from "../use-channels.ts";

/** Filters a list by a channel, a status, or both on the same delivery, and by days. */
export function FilterBar({
  userId,
  filters,
  notifications,
}: {
  userId: string;
  filters: Filters;
  notifications: readonly TrackedNotification[];
}) {
  const deployed = useChannelNames();
  const seen = notifications.flatMap(({ channels }) => channels);
  const channels = new Set([...deployed, ...seen, ...(filters.channel ? [filters.channel] : [])]);
  const show = (next: Record<string, string | undefined>) => {
    const given = Object.entries({ ...filters, ...next }).filter(([, value]) => value);
    location.hash = linkTo({ view: "list", userId, filters: Object.fromEntries(given) });
  };
  return (
    <fieldset class="filters">
      <legend class="unseen">Filters</legend>
      <Choice
        label="Channel"
        every="every channel"
        value={filters.channel}
        values={[...channels]}
        onChange={(channel) => show({ channel })}
      />
      <Choice
        label="Status"
        every="every status"
        value={filters.status}
        values={deliveryStatuses}
        onChange={(status) => show({ status })}
      />
      <Day label="From" value={filters.from} onChange={(from) => show({ from })} />
      <Day label="To" value={filters.to} onChange={(to) => show({ to })} />
    </fieldset>
  );
}

function Day({
  label,
  value = "",
  onChange,
}: {
  label: string;
  value?: string | undefined;
  onChange: (value: string) => void;
}) {
  return (
    <label>
      {label}
      <input type="date" value={value} onChange={(event) => onChange(event.currentTarget.value)} />
    </label>
  );
}

function Choice({
  label,
  every,
  value = "",
  values,
  onChange,
}: {
  label: string;
  every: string;
  value?: string | undefined;
  values: readonly string[];
  onChange: (value: string) => void;
}) {
  return (
    <label>
      {label}
      <select value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        <option value="">{every}</option>
        {values.map((each) => (
          <option key={each}>{each}</option>
        ))}
      </select>
    </label>
  );
}
