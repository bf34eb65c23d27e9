import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { AxeResults } from "axe-core";
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { fakeUser } from "../../local/fake-user.ts";
import { enterKey, goTo } from "../support/console-page.ts";
import { DeployedHerald } from "../support/deployed-herald.ts";
import { focusedName, useConsole } from "../support/use-console.ts";

const deployed = new DeployedHerald();
const { herald, simulator, details } = deployed;
const open = useConsole(deployed);

test("everything can be reached with the keyboard, and the focus is seen", async () => {
  const user = fakeUser("console");
  const sent = await herald.send({ ...user, message: "By keys", channels: ["push"] });
  const page = await open();
  await page.reload();
  await page.getByLabel("User id").waitFor();
  const press = async (...keys: string[]) => {
    for (const key of keys) {
      await page.keyboard.press(key);
    }
  };
  const focused = () => page.evaluate("document.activeElement.textContent.trim()");
  await press("Tab");
  expect(await focused()).toBe("Skip to the content");
  expect(await page.getByText("Skip to the content").boundingBox()).toMatchObject({ y: 8 });
  await press("Enter", "Tab");
  expect(await focusedName(page)).toBe("userId");
  await page.keyboard.type(user.userId);
  await press("Enter");
  const row = page.getByRole("link", { name: /By keys/ });
  await row.waitFor();
  expect(await focused()).toContain(user.userId);
  await tabUntil(page, "By keys");
  expect(await page.evaluate("getComputedStyle(document.activeElement).outlineStyle")).toBe(
    "solid",
  );
  await press("Enter");
  await page.getByRole("region", { name: "push" }).waitFor();
  expect(page.url()).toContain(sent.id);
  expect(await focused()).toBe("Notification");
});

test("on a phone nothing is cut off", async () => {
  const user = fakeUser("console");
  const sent = await herald.send({
    ...user,
    message: `A word without an end: ${"x".repeat(300)}`,
    subject: "y".repeat(150),
  });
  const page = await open({ viewport: { width: 320, height: 640 }, hasTouch: true });
  for (const route of [
    `#/users/${user.userId}`,
    `#/users/${user.userId}/notifications/${sent.id}`,
    `#/users/${user.userId}/suppressions`,
    `#/users/${user.userId}/preferences`,
    `#/users/${user.userId}/erase`,
    "#/send",
    "#/channels",
  ]) {
    await goTo(page, route);
    await page.waitForLoadState("networkidle");
    expect(await page.evaluate("document.documentElement.scrollWidth"), route).toBe(320);
  }
});

describe.each(["light", "dark"] as const)("in the %s", (colorScheme) => {
  test("axe finds nothing serious", async () => {
    const user = fakeUser("console");
    const send = () => herald.send({ ...user, message: "Hello", subject: "A subject" });
    const sent = await send();
    await deployed.untilDelivery(sent, "email");
    const failed = await simulator.whileBehaving(["ses"], "refuse-recipient", async () => {
      const refused = await send();
      await deployed.untilDelivery(refused, "email");
      return refused;
    });
    const page = await open({ colorScheme, withKey: false, reducedMotion: "reduce" });
    expect(await seriousFindings(page)).toEqual([]);
    await enterKey(page, details.apiKey);
    for (const [route, settled] of [
      ["#/", "Show notifications"],
      [`#/users/${user.userId}`, "A subject"],
      [`#/users/${user.userId}/notifications/${sent.id}`, "Sent by ses"],
      [`#/users/${user.userId}/notifications/${failed.id}`, "Failed: refused"],
      ["#/send", "None ticked"],
      ["#/channels", "dead letters"],
      ["#/suppressions", "Show suppressions"],
      [`#/users/${user.userId}/suppressions`, "No address of this user is suppressed."],
      [`#/users/${user.userId}/preferences`, "What is not listed is on."],
      [`#/users/${user.userId}/erase`, "Erase everything"],
    ] as const) {
      await goTo(page, route);
      await page.getByText(settled).first().waitFor();
      expect(await seriousFindings(page), route).toEqual([]);
    }
  });
});

test("the page and its files say how they may be kept and what they may load", async () => {
  const page = await fetch(details.consoleUrl);
  expect(page.headers.get("cache-control")).toBe("no-store");
  expect(page.headers.get("content-type")).toBe("text/html; charset=utf-8");
  const policy = page.headers.get("content-security-policy");
  expect(policy).toContain("default-src 'none'");
  // A mail's HTML is styled in its frame.
  expect(policy?.replace("style-src 'self' 'unsafe-inline'", "")).not.toContain("unsafe");
  const html = await page.text();
  const files = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, file]) => String(file));
  expect(files).toHaveLength(3);
  for (const file of files) {
    const response = await fetch(new URL(file, details.consoleUrl));
    expect(response.status).toBe(200);
    expect(response.headers.get("cache-control")).toContain("immutable");
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
  }
  const wrong = await fetch(`${details.consoleUrl}/assets/none.js`);
  expect(wrong.status).toBe(404);
  const withSlash = await fetch(`${details.consoleUrl}/`);
  expect(withSlash.url).toBe(details.consoleUrl);
});

describe("with a key of few scopes", () => {
  const links = (page: Page) => page.getByRole("navigation", { name: "Views" }).getByRole("link");

  test("support looks up and cancels, and is offered nothing else", async () => {
    const user = fakeUser("console");
    const sent = await herald.send({ ...user, message: "For support", channels: ["push"] });
    const page = await open({ withKey: false });
    await enterKey(page, String(details.apiKeys["support"]));
    expect(await links(page).allTextContents()).toEqual(["Notifications"]);
    await goTo(page, `#/users/${user.userId}`);
    await page.getByRole("link", { name: /For support/ }).waitFor();
    expect(await page.getByRole("link", { name: "Send one" }).count()).toBe(0);
    await goTo(page, `#/users/${user.userId}/notifications/${sent.id}`);
    await page.getByText("Sent by", { exact: true }).waitFor();
    await goTo(page, "#/send");
    await page.getByRole("heading", { name: "Not with this key" }).waitFor();
    await page.reload();
    await page.getByRole("heading", { name: "Not with this key" }).waitFor();
  });

  test("orders sends, and is told the id of what it may not look up", async () => {
    const page = await open({ withKey: false });
    await enterKey(page, String(details.apiKeys["orders"]), "Send a notification");
    expect(await links(page).allTextContents()).toEqual(["Send"]);
    const { userId, pushToken } = fakeUser("console");
    await page.getByLabel("User id").fill(userId);
    await page.getByLabel("Message", { exact: true }).fill("From orders");
    await page.getByLabel("Push token").fill(pushToken);
    await page.getByRole("button", { name: "Send" }).click();
    await page.getByText(/^Accepted: 0/).waitFor();
    const { notifications } = await herald.list(userId);
    expect(notifications).toMatchObject([{ message: "From orders", caller: "orders" }]);
  });

  test("ops sees the channels, and privacy may only look up and erase", async () => {
    const ops = await open({ withKey: false });
    await enterKey(ops, String(details.apiKeys["ops"]), "Channels");
    expect(await links(ops).allTextContents()).toEqual(["Channels", "Suppressions"]);
    const user = fakeUser("console");
    const refused = await simulator.whileBehaving(["pushy"], "refuse-recipient", async () => {
      const failing = await herald.send({ ...user, message: "Fails", channels: ["push"] });
      await deployed.untilDelivery(failing, "push");
      return failing;
    });
    const privacy = await open({ withKey: false });
    await enterKey(privacy, String(details.apiKeys["privacy"]));
    await goTo(privacy, `#/users/${user.userId}/notifications/${refused.id}`);
    await privacy.getByText("Failed: refused").waitFor();
    expect(await privacy.getByRole("button", { name: /Retry/ }).count()).toBe(0);
    await goTo(privacy, `#/users/${user.userId}`);
    await privacy.getByRole("link", { name: "Erase…" }).waitFor();
    expect(await privacy.getByRole("link", { name: "Suppressions" }).count()).toBe(0);
  });
});

async function tabUntil(page: Page, text: string): Promise<void> {
  for (let presses = 0; presses < 20; presses += 1) {
    await page.keyboard.press("Tab");
    const focused = await page.evaluate("document.activeElement.textContent");
    if (String(focused).includes(text)) {
      return;
    }
  }
  throw new Error(`the focus never came to "${text}"`);
}

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** The serious and critical violations that axe finds on the current page. */
async function seriousFindings(page: Page): Promise<unknown[]> {
  await page.evaluate(axe);
  const { passes, violations } = (await page.evaluate("axe.run(document)")) as AxeResults;
  expect(passes.length).toBeGreaterThan(10);
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => ({ id, nodes: nodes.map(({ failureSummary }) => failureSummary) }));
}
