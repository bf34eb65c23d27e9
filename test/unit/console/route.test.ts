import { expect, test } from "vitest";
import type { Route } from "../../../console/route.ts";
import { linkTo, parseRoute } from "../../../console/route.ts";

test.each<[string, Route]>([
  ["#/", { view: "search" }],
  ["#/users/u-42", { view: "list", userId: "u-42", filters: {} }],
  [
    "#/users/a%7Cb%40c?channel=sms&status=failed",
    { view: "list", userId: "a|b@c", filters: { channel: "sms", status: "failed" } },
  ],
  ["#/users/u-42/notifications/01M8", { view: "notification", userId: "u-42", id: "01M8" }],
  ["#/send", { view: "send" }],
  ["#/send?userId=u%2B1", { view: "send", userId: "u+1" }],
  ["#/channels", { view: "channels" }],
  [
    "#/users/u-42?from=2026-11-01&to=2026-11-30",
    { view: "list", userId: "u-42", filters: { from: "2026-11-01", to: "2026-11-30" } },
  ],
  ["#/suppressions", { view: "suppressions" }],
  ["#/users/u%2B1/suppressions", { view: "suppressions", userId: "u+1" }],
  ["#/users/u%2B1/preferences", { view: "preferences", userId: "u+1" }],
  ["#/erase", { view: "erase" }],
  ["#/users/u-42/erase", { view: "erase", userId: "u-42" }],
])("%s", (hash, route) => {
  expect(parseRoute(hash)).toEqual(route);
  expect(linkTo(route)).toBe(hash);
});

test.each(["", "#", "#/nothing", "#/users", "#/users/", "#/%zz"])("%j is the search", (hash) => {
  expect(parseRoute(hash)).toEqual({ view: "search" });
});

test.each(["status=lost", "from=yesterday", "to=2026-11-99"])("%s is left out", (query) => {
  expect(parseRoute(`#/users/u?${query}`)).toEqual({ view: "list", userId: "u", filters: {} });
});
