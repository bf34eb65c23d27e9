import { FilterFault } from "./filter-fault.ts";
import type { FilterContext, FilterHandlers } from "./filter-settings.ts";
import { plainSpaces, settingsOf } from "./filter-settings.ts";

const styles = ["short", "medium", "long", "full"] as const;

type Style = (typeof styles)[number];

const day = /^\d{4}-\d{2}-\d{2}$/;

const moment = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;

const isNoDate =
  "must be a date such as 2026-12-01, a time with its zone such as 2026-12-01T12:00:00Z, or milliseconds since 1970";

/**
 * The filters of dates and times, by name, in the call's locale and time zone. They take ISO 8601 or
 * milliseconds since 1970. A date without a time is the same day in every zone.
 */
export const dateFilters: FilterHandlers = {
  /** `{{ at | date }}`, `{{ at | date: "full" }}`. It takes the place of Liquid's own. */
  date(value, style = "medium") {
    const isDay = typeof value === "string" && day.test(value);
    const dateStyle = styleOf(style);
    return formatDate(this, value, { dateStyle, ...(isDay && { timeZone: "UTC" }) });
  },

  time(value, style = "short") {
    return formatDate(this, withTime(value), { timeStyle: styleOf(style) });
  },

  /** The style is the date's; the time is written shortly. */
  datetime(value, style = "medium") {
    const dateStyle = styleOf(style);
    return formatDate(this, withTime(value), { dateStyle, timeStyle: "short" });
  },
};

function formatDate(
  filter: FilterContext,
  value: unknown,
  options: Intl.DateTimeFormatOptions,
): string {
  const { locale, timeZone } = settingsOf(filter);
  const format = new Intl.DateTimeFormat(locale, { timeZone, ...options });
  return plainSpaces(filter, format.format(dateOf(value)));
}

function dateOf(value: unknown): Date {
  const isText = typeof value === "string" && (day.test(value) || moment.test(value));
  if (!isText && typeof value !== "number") {
    throw new FilterFault("input", isNoDate);
  }
  const date = new Date(value);
  if (Number.isNaN(date.getTime())) {
    throw new FilterFault("input", isNoDate);
  }
  return date;
}

function withTime(value: unknown): unknown {
  if (typeof value === "string" && day.test(value)) {
    throw new FilterFault("input", "must have a time, not a date alone");
  }
  return value;
}

function styleOf(style: unknown): Style {
  const known = styles.find((each) => each === style);
  if (known === undefined) {
    throw new FilterFault("argument", `a date's style is one of ${styles.join(", ")}`);
  }
  return known;
}
