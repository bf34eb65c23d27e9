// @vitest-environment happy-dom
// @vitest-environment-options { "url": "http://localhost/sandbox/console" }
import { afterEach, expect, test } from "vitest";
import type { OpenPage } from "./open-page.ts";
import { openPage, until } from "./open-page.ts";

const path = "/v1/users/u-42";

let page: OpenPage;

afterEach(() => page.close());

async function confirm(userId: string): Promise<void> {
  (await page.find<HTMLInputElement>("[name=confirmation]")).value = userId;
  (await page.find("form button.danger")).click();
}

test("a user is erased once the id was typed again, and it is said what was removed", async () => {
  page = openPage("#/users/u-42/erase");
  page.respond(`DELETE ${path}`, { notifications: 12, deliveries: 19, other: 1 });
  await confirm(" u-42 ");
  await page.untilRead("Erased: 12 notifications, 19 deliveries and 1 other records.");
  expect(page.requestsOf("DELETE", path)).toHaveLength(1);
});

test("another id erases nobody", async () => {
  page = openPage("#/users/u-42/erase");
  await confirm("u-4");
  await page.untilRead("Not erased. This is not the user's id.");
  expect(page.requestsOf("DELETE", "")).toEqual([]);
});

test("what is not all erased yet says so, and can be repeated", async () => {
  page = openPage("#/users/u-42/erase");
  page.respond(`DELETE ${path}`, 503);
  await confirm("u-42");
  await page.untilRead("503 A title A detail.");
  page.respond(`DELETE ${path}`, { notifications: 0, deliveries: 0, other: 0 });
  await confirm("u-42");
  await page.untilRead("Erased: ");
});

test("without a user it asks for one: where a key starts that may erase and nothing else", async () => {
  page = openPage("#/");
  page.respond("GET /v1/caller", { caller: "privacy", scopes: ["erase"] });
  await page.untilRead("Erase a user");
  (await page.find<HTMLInputElement>("[name=userId]")).value = "u-42";
  (await page.find("form button.primary")).click();
  await until(() => expect(location.hash).toBe("#/users/u-42/erase"));
});

test("is offered in a list to a key that may, and to no other", async () => {
  page = openPage("#/users/u-42");
  page.respond("GET /v1/caller", { caller: "support", scopes: ["read"] });
  page.respond(`GET ${path}/notifications`, { notifications: [] });
  await page.untilRead("Herald has no notification of this user.");
  expect(page.text()).not.toMatch(/Erase|Suppressions/);
});
