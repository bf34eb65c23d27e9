import type { TrackedNotification } from "../client/herald-client.ts";
import { hasEnded } from "../lambdas/core/delivery.ts";

/** The notifications of one hour, counted by their state. */
export interface HourCount {
  /** The start of the hour, in milliseconds since 1970. */
  readonly start: number;
  readonly sent: number;
  readonly underWay: number;
  readonly failed: number;
}

/** The state of a notification, all its deliveries taken together. */
export type Summary = "sent" | "underWay" | "failed";

export const hourMs = 3_600_000;

/** Hours in a chart: enough to show the shape of a day, few enough for bars on a phone. */
export const hoursShown = 24;

/** `failed` when one delivery failed or expired; else `underWay` when one has not ended. */
export function summarize({ deliveries }: Pick<TrackedNotification, "deliveries">): Summary {
  if (deliveries.some(({ status }) => status === "failed" || status === "expired")) {
    return "failed";
  }
  return deliveries.every(({ status }) => hasEnded(status)) ? "sent" : "underWay";
}

/** What a chart shows. */
export interface Counts {
  readonly hours: readonly HourCount[];
  /** How many of those that were counted are from before these hours. */
  readonly older: number;
  /** Whether all of these hours were looked at; else there are those only that were. */
  readonly isWhole: boolean;
}

/**
 * Counts notifications by the hour of their registration, without gaps, oldest hour first: the
 * `hoursShown` hours up to the latest one with a notification.
 *
 * @param lookedBackTo ISO 8601; what was registered before was not looked at, if it is there.
 */
export function countPerHour(
  notifications: readonly Pick<TrackedNotification, "registeredAt" | "deliveries">[],
  lookedBackTo?: string,
): Counts {
  if (notifications.length === 0) {
    return { hours: [], older: 0, isWhole: true };
  }
  const hourOf = (registeredAt: string) => Math.floor(Date.parse(registeredAt) / hourMs) * hourMs;
  const latest = Math.max(...notifications.map(({ registeredAt }) => hourOf(registeredAt)));
  const first = latest - (hoursShown - 1) * hourMs;
  const hours = Array.from({ length: hoursShown }, (_, index) => ({
    start: first + index * hourMs,
    sent: 0,
    underWay: 0,
    failed: 0,
  }));
  let older = 0;
  for (const notification of notifications) {
    const hour = hours[(hourOf(notification.registeredAt) - first) / hourMs];
    if (hour === undefined) {
      older += 1;
    } else {
      hour[summarize(notification)] += 1;
    }
  }
  const isWhole = lookedBackTo === undefined || Date.parse(lookedBackTo) <= first;
  const looked = isWhole ? hours : hours.filter(({ start }) => start >= hourOf(lookedBackTo));
  return { hours: looked, older, isWhole };
}
