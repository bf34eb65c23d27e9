import { useEffect, useMemo, useRef } from "preact/hooks";
import type { TrackedNotification } from "../../client/herald-client.ts";
import type { Counts, HourCount } from "../counts.ts";
import { countPerHour, hourMs, hoursShown } from "../counts.ts";
import type { BarColors } from "../draw-bars.ts";
import { drawBars } from "../draw-bars.ts";

const hour = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "short",
  hour: "2-digit",
  minute: "2-digit",
});

/**
 * Notifications per hour, as a chart and as a table with the same numbers. It says what it counted: all of
 * its hours, or those only that were looked at.
 */
export function CountsChart({
  notifications,
  lookedBackTo,
}: {
  notifications: readonly TrackedNotification[];
  lookedBackTo: string | undefined;
}) {
  const counts = useMemo(
    () => countPerHour(notifications, lookedBackTo),
    [notifications, lookedBackTo],
  );
  const { hours } = counts;
  return (
    <figure class="card counts">
      <figcaption>
        <span>{captionOf(counts, notifications.length, lookedBackTo)}</span>
        <span class="legend">
          <i class="swatch swatch-sent" /> sent <i class="swatch swatch-under-way" /> under way{" "}
          <i class="swatch swatch-failed" /> failed
        </span>
      </figcaption>
      <Bars hours={hours} />
      <details>
        <summary>The same as a table</summary>
        <CountsTable hours={hours} />
      </details>
    </figure>
  );
}

function captionOf(
  { hours, older, isWhole }: Counts,
  loaded: number,
  lookedBackTo: string | undefined,
): string {
  const last = hours.at(-1)?.start ?? 0;
  const counted = loaded - older;
  const total = `${counted} ${counted === 1 ? "notification" : "notifications"}`;
  if (!isWhole && lookedBackTo !== undefined) {
    const since = hour.format(Date.parse(lookedBackTo));
    return `The latest ${total}, since ${since}; older ones are not loaded, nor counted`;
  }
  const before = older > 0 ? `; ${older} more are loaded from before` : "";
  return `${total} in the ${hoursShown} hours to ${hour.format(last + hourMs)}${before}`;
}

function Bars({ hours }: { hours: readonly HourCount[] }) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = box.current;
    if (element === null) {
      return;
    }
    let chart = drawBars(element, hours, colorsOf(element));
    const redraw = () => {
      chart.destroy();
      chart = drawBars(element, hours, colorsOf(element));
    };
    const dark = matchMedia("(prefers-color-scheme: dark)");
    dark.addEventListener("change", redraw);
    const resizing = new ResizeObserver(() => {
      if (element.clientWidth !== chart.width) {
        redraw();
      }
    });
    resizing.observe(element);
    return () => {
      dark.removeEventListener("change", redraw);
      resizing.disconnect();
      chart.destroy();
    };
  }, [hours]);
  return <div class="bars" ref={box} aria-hidden="true" />;
}

/** A canvas does not follow the style sheet, so its colors are read from the legend. */
function colorsOf(element: HTMLElement): BarColors {
  const swatch = (name: string) => {
    const found = element.parentElement?.querySelector(`.swatch-${name}`);
    return found ? getComputedStyle(found).backgroundColor : "gray";
  };
  const { color, borderColor, fontFamily } = getComputedStyle(element);
  return {
    sent: swatch("sent"),
    underWay: swatch("under-way"),
    failed: swatch("failed"),
    text: color,
    line: borderColor,
    fontFamily,
  };
}

function CountsTable({ hours }: { hours: readonly HourCount[] }) {
  const busy = hours.filter(({ sent, underWay, failed }) => sent + underWay + failed > 0);
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">Hour from</th>
          <th scope="col">sent</th>
          <th scope="col">under way</th>
          <th scope="col">failed</th>
        </tr>
      </thead>
      <tbody>
        {busy.toReversed().map(({ start, sent, underWay, failed }) => (
          <tr key={start}>
            <th scope="row">{hour.format(start)}</th>
            <td>{sent}</td>
            <td>{underWay}</td>
            <td>{failed}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
