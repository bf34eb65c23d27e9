const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" });
const time = new Intl.DateTimeFormat("en-GB", { timeStyle: "medium" });

/** A time in the reader's time zone; its title shows it in UTC. */
export function Time({ at, withDay = true }: { at: string; withDay?: boolean }) {
  const date = new Date(at);
  return (
    <time dateTime={at} title={at}>
      {withDay && `${day.format(date)}, `}
      {time.format(date)}
    </time>
  );
}
