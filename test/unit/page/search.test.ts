// @vitest-environment happy-dom
// @vitest-environment-options { "url": "http://localhost/sandbox/console" }
import { afterEach, beforeEach, expect, test } from "vitest";
import type { OpenPage } from "./open-page.ts";
import { openPage, until } from "./open-page.ts";

let page: OpenPage;

beforeEach(() => {
  page = openPage("#/");
});

afterEach(() => page.close());

async function search(userId: string, notificationId: string): Promise<void> {
  (await page.find<HTMLInputElement>("[name=userId]")).value = userId;
  (await page.find<HTMLInputElement>("[name=notificationId]")).value = notificationId;
  (await page.find("form button.primary")).click();
}

test("a user's id leads to the user's notifications", async () => {
  await search(" u-42 ", "");
  await until(() => expect(location.hash).toBe("#/users/u-42"));
});

test("a notification's id leads to that one, in whatever letters it is entered", async () => {
  await search("u-42", " 01kas7q4zj8y5w2n6t3b9c0dxe ");
  await until(() =>
    expect(location.hash).toBe("#/users/u-42/notifications/01KAS7Q4ZJ8Y5W2N6T3B9C0DXE"),
  );
});

test("nothing leads nowhere", async () => {
  await search("  ", "");
  expect(location.hash).toBe("#/");
});
