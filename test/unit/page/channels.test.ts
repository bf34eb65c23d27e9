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
const closed = { id: "twilio", condition: "ok", state: "closed" };

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
  show({ providers: [closed, { id: "sns", condition: "ok", state: "closed" }] });
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

test("a provider that is down says until when, why, and what its code means", async () => {
  const openUntil = new Date(Date.now() + 60_000).toISOString();
  const lastError = "unavailable: http-503";
  const explanation = { text: "It was not well.", url: "https://example.com/503" };
  show({
    providers: [{ id: "sns", condition: "down", state: "open", openUntil, lastError, explanation }],
  });
  const line = await page.find("li.down");
  expect(line.textContent).toContain("sns is down, passed over until ");
  expect(line.querySelector("time")?.getAttribute("datetime")).toBe(openUntil);
  expect(line.querySelector("code")?.textContent).toBe(lastError);
  expect(line.textContent).toContain("It was not well.");
  expect(line.querySelector("a")?.href).toBe(explanation.url);
});

test("a provider whose time is up is to be tried, and is neither in use nor down", async () => {
  const openUntil = "2026-01-01T00:00:00.000Z";
  show({ providers: [{ id: "sns", condition: "to-be-tried", state: "open", openUntil }] });
  expect((await page.find("li.to-be-tried")).textContent).toBe(
    "sns was down; the next delivery that comes to it tries it",
  );
});

test("a provider that is misconfigured says since when, and why", async () => {
  const since = "2026-11-23T15:20:00.000Z";
  const lastError = "misconfigured: 20003";
  show({
    providers: [{ id: "twilio", condition: "misconfigured", state: "closed", since, lastError }],
  });
  const line = await page.find("li.misconfigured");
  expect(line.textContent).toContain("twilio is misconfigured since ");
  expect(line.querySelector("time")?.getAttribute("datetime")).toBe(since);
  expect(line.textContent).toContain(lastError);
});
