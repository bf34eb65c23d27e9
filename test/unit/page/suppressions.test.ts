// @vitest-environment happy-dom
// @vitest-environment-options { "url": "http://localhost/sandbox/console" }
import { afterEach, expect, test } from "vitest";
import type { OpenPage } from "./open-page.ts";
import { openPage, until } from "./open-page.ts";

const path = "/v1/users/u-42/suppressions";
const bounced = {
  hash: "h".repeat(43),
  reason: "bounced",
  provider: "ses",
  at: "2026-11-23T15:20:05.000Z",
};

let page: OpenPage;

afterEach(() => page.close());

test("a user's suppressed addresses are listed by their hashes, with why and by whom", async () => {
  page = openPage("#/users/u-42/suppressions");
  page.respond(`GET ${path}`, { suppressions: [bounced] });
  const row = await page.find("ol.rows li");
  expect(row.textContent).toContain("Mail to it came back for good, said ses.");
  expect(row.querySelector("code")?.textContent).toBe(bounced.hash);
  expect(row.querySelector("time")?.getAttribute("datetime")).toBe(bounced.at);
});

test("a user without any has none", async () => {
  page = openPage("#/users/u-42/suppressions");
  page.respond(`GET ${path}`, { suppressions: [] });
  await page.untilRead("No address of this user is suppressed.");
});

test("one is lifted after a confirmation, and then gone", async () => {
  page = openPage("#/users/u-42/suppressions");
  page.respond(`GET ${path}`, { suppressions: [bounced] });
  await page.press("Lift");
  await page.untilRead("Lift this suppression?");
  expect(page.requestsOf("DELETE", path)).toEqual([]);
  page.respond(`DELETE ${path}`, { hash: bounced.hash });
  page.respond(`GET ${path}`, { suppressions: [] });
  await page.press("Lift it");
  await page.untilRead("No address of this user is suppressed.");
  expect(page.requestsOf("DELETE", path).map((each) => each.path)).toEqual([
    `${path}/${bounced.hash}`,
  ]);
});

test("one that cannot be lifted now says why", async () => {
  page = openPage("#/users/u-42/suppressions");
  page.respond(`GET ${path}`, { suppressions: [bounced] });
  page.respond(`DELETE ${path}`, 503);
  await page.press("Lift");
  await page.press("Lift it");
  await page.untilRead("503 A title A detail.");
});

test("without a user it asks for one", async () => {
  page = openPage("#/suppressions");
  (await page.find<HTMLInputElement>("[name=userId]")).value = "u-42";
  page.respond(`GET ${path}`, { suppressions: [] });
  (await page.find("form button.primary")).click();
  await until(() => expect(location.hash).toBe("#/users/u-42/suppressions"));
  await page.untilRead("No address of this user is suppressed.");
});
