import uPlot from "uplot";
import type { HourCount } from "./counts.ts";

/** CSS colors, and the font of the axes. */
export interface BarColors {
  readonly sent: string;
  readonly underWay: string;
  readonly failed: string;
  readonly text: string;
  readonly line: string;
  readonly fontFamily: string;
}

const height = 132;
const hourSeconds = 3_600;

/** Draws one stacked bar for each hour, over the full width of an element. */
export function drawBars(
  element: HTMLElement,
  hours: readonly HourCount[],
  colors: BarColors,
): uPlot {
  const starts = hours.map(({ start }) => start / 1_000);
  // Each bar hides the lower part of the previous one, so the highest comes first.
  const stacked = [
    hours.map(({ sent, underWay, failed }) => sent + underWay + failed),
    hours.map(({ underWay, failed }) => underWay + failed),
    hours.map(({ failed }) => failed),
  ].map((heights) => heights.map((each) => each || null));
  const axis = {
    stroke: colors.text,
    font: `12px ${colors.fontFamily}`,
    grid: { stroke: colors.line, width: 1 },
    ticks: { show: false },
  };
  return new uPlot(
    {
      width: element.clientWidth,
      height,
      cursor: { show: false },
      legend: { show: false },
      padding: [8, 4, 0, 0],
      scales: {
        x: { range: (_, first, last) => [first - hourSeconds / 2, last + hourSeconds / 2] },
        y: { range: (_, __, max) => [0, Math.max(max ?? 0, 1) * 1.05] },
      },
      axes: [
        {
          ...axis,
          grid: { show: false },
          size: 28,
          space: 56,
          incrs: [3, 6, 12].map((each) => each * hourSeconds),
          values: (_, splits) => splits.map((split) => clock.format(split * 1_000)),
        },
        { ...axis, size: 34, space: 26, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500] },
      ],
      series: [{}, bars(colors.sent), bars(colors.underWay), bars(colors.failed)],
    },
    [starts, ...stacked] as uPlot.AlignedData,
    element,
  );
}

const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });

function bars(fill: string): uPlot.Series {
  return {
    fill,
    width: 0,
    points: { show: false },
    ...(uPlot.paths.bars && { paths: uPlot.paths.bars({ size: [0.62, 36], radius: 0.12 }) }),
  };
}
