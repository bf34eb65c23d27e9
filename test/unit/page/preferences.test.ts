// @vitest-environment happy-dom
// @vitest-environment-options { "url": "http://localhost/sandbox/console" }
import { afterEach, beforeEach, expect, test } from "vitest";
import type { OpenPage } from "./open-page.ts";
import { openPage, until } from "./open-page.ts";

const path = "/v1/users/u-42/preferences";
const known = {
  userId: "u-42",
  categories: { digest: true, marketing: false },
  channels: { sms: false },
};

let page: OpenPage;

function open(scopes?: readonly string[]): void {
  page = openPage("#/users/u-42/preferences");
  page.respond(`GET ${path}`, known);
  if (scopes !== undefined) {
    page.respond("GET /v1/caller", { caller: "support", scopes });
  }
}

beforeEach(() => open());

afterEach(() => page.close());

/** The switch of a name, once it is there. */
async function switchOf(name: string): Promise<HTMLInputElement> {
  return until(() => {
    const labels = [...document.querySelectorAll("label")];
    const label = labels.find(({ textContent }) => textContent?.trim() === name);
    return label?.querySelector<HTMLInputElement>("input[type=checkbox]") ?? expect.fail(name);
  });
}

test("are shown as they are", async () => {
  expect((await switchOf("digest")).checked).toBe(true);
  expect((await switchOf("marketing")).checked).toBe(false);
  expect((await switchOf("sms")).checked).toBe(false);
});

test("are changed one by one, and shown as the API says that they are then", async () => {
  page.respond(`PUT ${path}`, { ...known, categories: { ...known.categories, marketing: true } });
  (await switchOf("marketing")).click();
  await until(() =>
    expect(page.requestsOf("PUT", path).map(({ body }) => body)).toEqual([
      { categories: { marketing: true } },
    ]),
  );
  await page.untilRead("marketing is on");
  expect((await switchOf("marketing")).checked).toBe(true);
});

test("take another category, which is turned off", async () => {
  page.respond(`PUT ${path}`, {
    ...known,
    categories: { ...known.categories, "order-news": false },
  });
  const input = await page.find<HTMLInputElement>("#field-category");
  input.value = "order-news";
  await page.press("Turn it off");
  expect((await switchOf("order-news")).checked).toBe(false);
  expect(page.requestsOf("PUT", path)).toMatchObject([
    { body: { categories: { "order-news": false } } },
  ]);
});

test("say what is wrong with a change", async () => {
  page.respond(`PUT ${path}`, 400);
  (await switchOf("sms")).click();
  await page.untilRead("400 A title A detail.");
  await until(async () => expect((await switchOf("sms")).checked).toBe(false));
});

test("are changed one after another, and the switch keeps the focus meanwhile", async () => {
  let respond = (_: object) => {};
  page.respond(`PUT ${path}`, () => new Promise<object>((resolve) => (respond = resolve)));
  const sms = await switchOf("sms");
  sms.focus();
  sms.click();
  await page.find("section[aria-busy=true]");
  // A disabled control loses the focus in a browser, and keeps it in this document.
  expect([sms.disabled, document.activeElement === sms]).toEqual([false, true]);
  (await switchOf("digest")).click();
  sms.click();
  respond({ ...known, channels: { sms: true } });
  await page.find("section[aria-busy=false]");
  await page.untilRead("sms is on");
  expect([sms.checked, (await switchOf("digest")).checked]).toEqual([true, true]);
  expect(page.requestsOf("PUT", path).map(({ body }) => body)).toEqual([
    { channels: { sms: true } },
  ]);
});

test("cannot be changed by a key that may only look", async () => {
  page.close();
  open(["read"]);
  expect((await switchOf("digest")).disabled).toBe(true);
  expect(page.text()).not.toContain("Turn it off");
});
