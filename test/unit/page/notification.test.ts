// @vitest-environment happy-dom
// @vitest-environment-options { "url": "http://localhost/sandbox/console" }
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { pollMs } from "../../../console/use-poll.ts";
import type { OpenPage } from "./open-page.ts";
import { openPage, shownNotification, until } from "./open-page.ts";

const path = "/v1/users/u-42/notifications/01";
const retryPath = `${path}/deliveries/sms/retry`;

let page: OpenPage;

beforeEach(() => {
  page = openPage("#/users/u-42/notifications/01");
});

afterEach(() => {
  page.close();
  vi.useRealTimers();
});

/** Has the API show the notification with its delivery as it is. */
function show(delivery: Parameters<typeof shownNotification>[2]): void {
  page.respond(`GET ${path}`, shownNotification("01", {}, delivery));
}

describe("a failed delivery", () => {
  beforeEach(async () => {
    show({ status: "failed", failureReason: "refused" });
    await page.press("Retry on sms");
    await page.untilRead("Retry on sms?");
  });

  test("is retried once the user confirms it, and looked up again", async () => {
    expect(page.requestsOf("POST", retryPath)).toEqual([]);
    show({ status: "queued" });
    page.respond(`POST ${retryPath}`, { channel: "sms", status: "queued" });

    await page.press("Retry");

    await page.untilRead("sms is queued");
    await page.find(".chip-queued");
    expect(page.requestsOf("POST", retryPath)).toHaveLength(1);
    expect(page.requestsOf("GET", path)).toHaveLength(2);
  });

  test("stays as it is where the user says no", async () => {
    await page.press("Leave it");
    await until(() => expect(page.text()).not.toContain("Retry on sms?"));
    expect(page.requestsOf("POST", retryPath)).toEqual([]);
  });

  test("that cannot be retried now says why", async () => {
    page.respond(`POST ${retryPath}`, 409);
    await page.press("Retry");
    await page.untilRead("409 A title A detail.");
    expect(page.text()).not.toContain("once more");
  });
});

test("what is under way can be canceled, what has ended cannot", async () => {
  show({ status: "retrying" });
  await page.press("Cancel");
  page.respond(`POST ${path}/cancel`, { id: "01", deliveries: [] });
  show({ status: "failed", failureReason: "canceled" });
  await page.press("Cancel the notification");
  await page.untilRead("sms is failed");
  expect(page.requestsOf("POST", `${path}/cancel`)).toHaveLength(1);
  await page.find(".chip-failed");
  await until(() => {
    const names = [...document.querySelectorAll(".view-head button")].map(
      (each) => each.textContent,
    );
    expect(names).toEqual(["Live"]);
  });
});

test("a change is followed and said, without anybody's doing", async () => {
  show({ status: "sending" });
  await page.find(".chip-sending");
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  await page.press("Live");
  await page.find("button.live[aria-pressed=false]");
  await page.press("Live");
  await page.find("button.live[aria-pressed=true]");
  show({ status: "sent" });
  await vi.advanceTimersByTimeAsync(pollMs + 200);
  await page.untilRead("sms is sent");
  await page.find(".chip-sent");
});

test("that a message may come twice is said, and whose it is by the provider", async () => {
  show({ possibleDuplicate: true, providerMessageId: "SM1", attempts: 2 });
  await page.untilRead("the user may get this message twice");
  expect(page.text()).toContain("Provider's message id SM1");
  expect(page.text()).toContain("2 attempts");
});

test("a notification that is not there is said not to be", async () => {
  await page.untilRead("404 A title A detail.");
  expect(page.text()).not.toContain("Looking…");
});
