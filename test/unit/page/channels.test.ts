// @vitest-environment happy-dom
// @vitest-environment-options { "url": "http://localhost/sandbox/console" }
import { afterEach, beforeEach, expect, test } from "vitest";
import type { OpenPage } from "./open-page.ts";
import { openPage } from "./open-page.ts";

let page: OpenPage;

beforeEach(() => {
  page = openPage("#/channels");
});

afterEach(() => page.close());

const queue = { waiting: 1, inFlight: 2, deadLetters: 0 };
const closed = { id: "twilio", state: "closed" };

function show(...channels: readonly object[]): void {
  page.respond("GET /v1/status", {
    channels: channels.map((each) => ({
      name: "sms",
      enabled: true,
      providers: [closed],
      queue,
      ...each,
    })),
  });
}

test("a channel has its providers in order, and its queues' counts by name", async () => {
  show({ providers: [closed, { id: "sns", state: "closed" }] });
  const card = await page.find("section.channel");
  expect([...card.querySelectorAll(".providers li")].map((each) => each.textContent)).toEqual([
    "twilio is in use",
    "sns is in use",
  ]);
  const counts = [...card.querySelectorAll(".queue > div")].map((each) => [
    each.querySelector("dt")?.textContent,
    each.querySelector("dd")?.textContent,
  ]);
  expect(counts).toEqual([
    ["waiting", "1"],
    ["in flight", "2"],
    ["dead letters", "0"],
  ]);
  expect(card.querySelector(".bad")).toBeNull();
  expect(card.querySelector("header")?.textContent).toBe("smsenabled");
});

test("dead letters stand out, and so does a channel that is disabled", async () => {
  show({ enabled: false, queue: { ...queue, deadLetters: 3 } });
  expect((await page.find(".bad")).textContent).toBe("dead letters3");
  expect((await page.find("header .chip")).textContent).toBe("disabled");
});

test("a provider that is down says until when, and why", async () => {
  const openUntil = new Date(Date.now() + 60_000).toISOString();
  show({
    providers: [{ id: "sns", state: "open", openUntil, lastError: "unavailable: http-503" }],
  });
  const line = await page.find("li.down");
  expect(line.textContent).toContain("sns is down, passed over until ");
  expect(line.querySelector("time")?.getAttribute("datetime")).toBe(openUntil);
  expect(line.querySelector("code")?.textContent).toBe("unavailable: http-503");
});

test("a provider whose time is up is tried once more", async () => {
  show({ providers: [{ id: "sns", state: "open", openUntil: "2026-01-01T00:00:00.000Z" }] });
  expect((await page.find("li.down")).textContent).toBe("sns is down, and is tried once more");
});
