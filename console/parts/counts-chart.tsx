import { useEffect, useMemo, useRef } from "preact/hooks";
import type { TrackedNotification } from "../../client/herald-client.ts";
import type { HourCount } from "../counts.ts";
import { countPerHour, hoursShown } from "../counts.ts";
import type { BarColors } from "../draw-bars.ts";
import { drawBars } from "../draw-bars.ts";

const hour = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "short",
  hour: "2-digit",
  minute: "2-digit",
});

/** Notifications per hour, as a chart and as a table with the same numbers. */
export function CountsChart({ notifications }: { notifications: readonly TrackedNotification[] }) {
  const { hours, older } = useMemo(() => countPerHour(notifications), [notifications]);
  const total = notifications.length - older;
  return (
    <figure class="card counts">
      <figcaption>
        <span>
          {total} {total === 1 ? "notification" : "notifications"} in {hoursShown} hours
          {older > 0 && `, and ${older} before`}
        </span>
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
