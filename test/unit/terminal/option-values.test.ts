import { InvalidArgumentError } from "commander";
import { expect, test } from "vitest";
import { readCount, readDuration, readSince } from "../../../terminal/option-values.ts";

const now = new Date("2026-11-23T15:00:00.000Z");

test.each([
  ["90s", 90_000],
  ["15m", 900_000],
  ["2h", 7_200_000],
  ["3d", 259_200_000],
])("the duration %s is %i ms", (text, expected) => {
  expect(readDuration(text)).toBe(expected);
});

test.each(["", "15", "m", "1.5h", "-2h", "2 h", "2w", "99999999d"])("%j is no duration", (text) => {
  expect(() => readDuration(text)).toThrow(InvalidArgumentError);
});

test.each([
  ["2h", "2026-11-23T13:00:00.000Z"],
  ["2026-11-23", "2026-11-23T00:00:00.000Z"],
  ["2026-11-23T12:30Z", "2026-11-23T12:30:00.000Z"],
  ["2026-11-23T12:30:15.5+02:00", "2026-11-23T10:30:15.500Z"],
])("since %s is %s", (text, expected) => {
  expect(readSince(text, now).toISOString()).toBe(expected);
});

test.each(["", "yesterday", "23.11.2026", "2026-11-23T12:30", "2026-13-01", "2026-11-23 12:30Z"])(
  "%j is no moment",
  (text) => {
    expect(() => readSince(text, now)).toThrow(InvalidArgumentError);
  },
);

test("a count is a whole number within its bounds", () => {
  expect(readCount("20", 20)).toBe(20);
  for (const text of ["0", "21", "1.5", "-1", "1e1", ""]) {
    expect(() => readCount(text, 20)).toThrow(InvalidArgumentError);
  }
});
