import { expect, test } from "vitest";
import { allowedRoute, mayCall, mayShow } from "../../../console/permissions.ts";
import type { Scope } from "../../../lambdas/core/caller.ts";
import { scopes } from "../../../lambdas/core/caller.ts";

const views = [
  "search",
  "list",
  "notification",
  "send",
  "channels",
  "suppressions",
  "preferences",
  "erase",
] as const;

test.each<[Scope[], string[], string | undefined]>([
  [[...scopes], [...views], "search"],
  [["send"], ["send"], "send"],
  [["read", "change"], ["search", "list", "notification", "preferences"], "search"],
  [["read", "erase"], ["search", "list", "notification", "preferences", "erase"], "search"],
  [["operate"], ["channels", "suppressions"], "channels"],
  [["send", "operate"], ["send", "channels", "suppressions"], "send"],
  [["erase"], ["erase"], "erase"],
  [[], [], undefined],
])("a key with %j sees %j and starts at %s", (its, seen, start) => {
  expect(views.filter((view) => mayShow(its, view))).toEqual(seen);
  expect(allowedRoute(its, { view: "search" })?.view).toBe(start);
});

test("a link to what the key may not see leads nowhere", () => {
  expect(allowedRoute(["read"], { view: "send" })).toBeUndefined();
  expect(allowedRoute(["send"], { view: "list", userId: "u-42", filters: {} })).toBeUndefined();
});

test("retry and cancel need the scope change, which reading does not", () => {
  for (const id of ["retryDelivery", "cancelNotification"] as const) {
    expect(mayCall(["change"], id)).toBe(true);
    expect(mayCall(["send", "read", "erase", "operate"], id)).toBe(false);
  }
});
