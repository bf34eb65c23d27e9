import { expect, test } from "vitest";
import { readTraceparent } from "../../../lambdas/core/trace.ts";

const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
const parent = "00f067aa0ba902b7";

test.each([
  `00-${traceId}-${parent}-01`,
  `00-${traceId}-${parent}-00`,
  `01-${traceId}-${parent}-01-more`,
])("%s names a trace", (header) => {
  expect(readTraceparent(header)).toEqual({ traceId });
});

test.each([
  undefined,
  "",
  "Hello Ann",
  traceId,
  `00-${traceId.toUpperCase()}-${parent}-01`,
  `00-${traceId.slice(1)}-${parent}-01`,
  `00-${"0".repeat(32)}-${parent}-01`,
  `00-${traceId}-${"0".repeat(16)}-01`,
  `ff-${traceId}-${parent}-01`,
  `00-${traceId}-${parent}-01more`,
  `00-${traceId}-${parent}-01\n`,
])("%s names none, and is no fault", (header) => {
  expect(readTraceparent(header)).toEqual({});
});
