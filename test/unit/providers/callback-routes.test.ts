import { expect, test } from "vitest";
import * as z from "zod/mini";
import { codeOf, readingOf } from "../../../lambdas/providers/callback.ts";
import { callbackRoutes } from "../../../lambdas/providers/callback-routes.ts";
import type { CallbackRoute } from "../../../lambdas/providers/provider-module.ts";

const route: CallbackRoute = {
  path: "",
  keysSchema: z.unknown(),
  load: () => Promise.reject(new Error("not loaded")),
};

test("a provider that calls back posts to a route of its own, and one that verifies it gets it too", () => {
  const providers = [
    { id: "one", receipts: { callback: { ...route, path: "/{ids}" as const } } },
    { id: "two", receipts: { callback: { ...route, isVerified: true as const } } },
    { id: "three", receipts: {} },
    { id: "four" },
  ];
  expect(callbackRoutes(providers)).toEqual([
    { provider: "one", method: "POST", path: "/v1/receipts/one/{ids}" },
    { provider: "two", method: "POST", path: "/v1/receipts/two" },
    { provider: "two", method: "GET", path: "/v1/receipts/two" },
  ]);
});

test.each([
  [30_003, "30003"],
  ["bounce", "bounce"],
  ["ann@example.com is full", undefined],
  ["", undefined],
  [true, undefined],
  [undefined, undefined],
  [null, undefined],
])("a code of %j is kept as %j", (value, code) => {
  expect(codeOf(value)).toBe(code);
});

test("a reading says how many events were not understood, if any", () => {
  expect(readingOf([], 2)).toEqual({ kind: "read", messages: [], skipped: 2 });
  expect(readingOf([], 0)).not.toHaveProperty("skipped");
});
