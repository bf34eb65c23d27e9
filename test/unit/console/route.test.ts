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
])("%s", (hash, route) => {
  expect(parseRoute(hash)).toEqual(route);
  expect(linkTo(route)).toBe(hash);
});

test.each(["", "#", "#/nothing", "#/users", "#/users/", "#/%zz"])("%j is the search", (hash) => {
  expect(parseRoute(hash)).toEqual({ view: "search" });
});

test("a status that is none is left out", () => {
  expect(parseRoute("#/users/u?status=lost")).toEqual({ view: "list", userId: "u", filters: {} });
});
