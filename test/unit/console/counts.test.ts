import { expect, test } from "vitest";
import type { TrackedDelivery } from "../../../client/herald-client.ts";
import { countPerHour, hoursShown, summarize } from "../../../console/counts.ts";

function registered(registeredAt: string, ...statuses: TrackedDelivery["status"][]) {
  const deliveries = statuses.map((status, index) => ({
    channel: `c${index}`,
    status,
    attempts: 1,
  }));
  return { registeredAt, deliveries };
}

test.each([
  [["sent", "delivered"], "sent"],
  [["sent", "queued"], "underWay"],
  [["retrying"], "underWay"],
  [["sent", "failed"], "failed"],
  [["sending", "expired"], "failed"],
] as const)("deliveries that are %j make a notification %s", (statuses, summary) => {
  expect(summarize(registered("2026-11-23T12:00:00Z", ...statuses))).toBe(summary);
});

test("nothing loaded is no hours", () => {
  expect(countPerHour([])).toEqual({ hours: [], older: 0, isWhole: true });
});

test("hours are counted up to the latest, without gaps", () => {
  const { hours, older, isWhole } = countPerHour([
    registered("2026-11-23T12:59:59.999Z", "sent"),
    registered("2026-11-23T12:00:00.000Z", "failed"),
    registered("2026-11-23T10:30:00.000Z", "queued"),
    registered("2026-11-22T13:00:00.000Z", "delivered"),
    registered("2026-11-22T12:59:59.999Z", "delivered"),
  ]);
  expect(hours).toHaveLength(hoursShown);
  expect([older, isWhole]).toEqual([1, true]);
  const at = (iso: string) => hours.find(({ start }) => start === Date.parse(iso));
  expect(at("2026-11-23T12:00:00Z")).toMatchObject({ sent: 1, underWay: 0, failed: 1 });
  expect(at("2026-11-23T11:00:00Z")).toMatchObject({ sent: 0, underWay: 0, failed: 0 });
  expect(at("2026-11-23T10:00:00Z")).toMatchObject({ underWay: 1 });
  expect(hours[0]).toMatchObject({ start: Date.parse("2026-11-22T13:00:00Z"), sent: 1 });
  const steps = hours.slice(1).map(({ start }, index) => start - (hours[index]?.start ?? 0));
  expect(new Set(steps)).toEqual(new Set([3_600_000]));
});

test.each([
  ["all of the hours", "2026-11-22T12:59:00.000Z", { isWhole: true, hours: 24 }],
  ["some of them", "2026-11-23T10:30:00.000Z", { isWhole: false, hours: 3 }],
])("a list that was looked back through %s has no others", (_, lookedBackTo, expected) => {
  const listed = [
    registered("2026-11-23T12:59:59.999Z", "sent"),
    registered("2026-11-23T10:30:00.000Z", "sent"),
  ];
  const { hours, isWhole } = countPerHour(listed, lookedBackTo);
  expect({ isWhole, hours: hours.length }).toEqual(expected);
});
