// @vitest-environment happy-dom
// @vitest-environment-options { "url": "http://localhost/sandbox/console" }
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { pollMs } from "../../../console/use-poll.ts";
import type { OpenPage } from "./open-page.ts";
import { openPage, shownNotification, until } from "./open-page.ts";

const list = "/v1/users/u-42/notifications";
const filtered = "#/users/u-42?channel=sms&status=failed";

let page: OpenPage;

beforeEach(() => {
  // The chart draws on a canvas, which this document has not.
  const context = new Proxy({}, { get: () => () => ({ width: 0 }) });
  vi.spyOn(HTMLCanvasElement.prototype, "getContext").mockReturnValue(context as never);
});

afterEach(() => {
  page.close();
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const lookedBackTo = "2026-11-23T15:20:00.000Z";

/** A page of the list; it is not the last one if it has a cursor. */
function pageOf(ids: readonly string[], nextCursor?: string) {
  const notifications = ids.map((id) => shownNotification(id));
  return { notifications, ...(nextCursor !== undefined && { nextCursor, lookedBackTo }) };
}

function queries(): Record<string, string>[] {
  return page
    .requestsOf("GET", list)
    .map(({ path }) => Object.fromEntries(new URLSearchParams(path.split("?")[1])));
}

describe("older ones", () => {
  test("are asked for with the filters, after the cursor, and come below", async () => {
    page = openPage(filtered);
    page.respond(`GET ${list}`, pageOf(["02", "01"], "after-01"));
    await page.untilRead("Message 01");
    page.respond(`GET ${list}`, pageOf(["00"]));

    await page.press("Load older ones");

    await page.untilRead("Message 00");
    expect(queries()).toEqual([
      { channel: "sms", status: "failed" },
      { channel: "sms", status: "failed", cursor: "after-01" },
    ]);
    expect(page.text()).toMatch(/Message 02.*Message 01.*Message 00/s);
    expect(page.text()).not.toContain("Load older ones");
    await page.untilRead("1 older notifications loaded");
  });

  test("are not denied while there may be some: it is said how far was looked back", async () => {
    page = openPage(filtered);
    page.respond(`GET ${list}`, pageOf([], "further"));
    await page.untilRead("No notification of this user that fits the filters since ");
    await page.untilRead("What is older was not looked at yet.");
    expect(page.text()).not.toContain("No notification of this user fits the filters.");
    page.respond(`GET ${list}?channel=sms&status=failed&cursor`, pageOf(["00"]));

    await page.press("Look further back");

    await page.untilRead("Message 00");
    expect(page.text()).not.toContain("Looked back to");
    expect(page.text()).not.toContain("No notification");
    await page.press("Live");
    await page.press("Live");
    const before = queries().length;
    await until(() => expect(queries().length).toBeGreaterThan(before));
    await until(() => expect(page.responded).toBe(page.requests.length));
    expect(page.text()).toContain("Message 00");
  });

  test("that do not fit leave the list, and it is said how far was looked back", async () => {
    page = openPage(filtered);
    page.respond(`GET ${list}`, pageOf(["01"], "further"));
    page.respond(`GET ${list}?channel=sms&status=failed&cursor`, {
      notifications: [],
      nextCursor: "even-further",
      lookedBackTo: "2026-11-20T10:00:00.000Z",
    });
    await page.untilRead("Message 01");
    await page.press("Load older ones");
    await until(async () => {
      const time = await page.find(".further time");
      expect(time.getAttribute("datetime")).toBe("2026-11-20T10:00:00.000Z");
    });
    expect(page.text()).toContain("Message 01");
  });

  test("that fail to load leave the list and the button, and say so until they do load", async () => {
    page = openPage("#/users/u-42");
    page.respond(`GET ${list}`, pageOf(["01"], "after-01"));
    await page.untilRead("Message 01");
    page.respond(`GET ${list}?cursor`, 503);

    await page.press("Load older ones");

    await page.untilRead("503 A title A detail.");
    expect(page.text()).toContain("Message 01");
    page.respond(`GET ${list}?cursor`, pageOf(["00"]));
    await page.press("Load older ones");
    await page.untilRead("Message 00");
    await until(() => expect(page.text()).not.toContain("503"));
  });
});

describe("a filter", () => {
  test("that is chosen keeps the other, and is in the address and the request", async () => {
    page = openPage("#/users/u-42?channel=sms");
    page.respond(`GET ${list}`, pageOf(["01"]));
    await page.untilRead("Message 01");
    const [, status] = [
      ...(await page.find("fieldset.filters")).querySelectorAll<HTMLSelectElement>("select"),
    ];

    if (status) {
      status.value = "failed";
      status.dispatchEvent(new Event("change", { bubbles: true }));
    }

    await until(() => expect(location.hash).toBe(filtered));
    await until(() => expect(queries().at(-1)).toEqual({ channel: "sms", status: "failed" }));
  });

  test("by days asks for them as a whole, in the reader's time zone", async () => {
    page = openPage("#/users/u-42");
    page.respond(`GET ${list}`, pageOf(["01"]));
    await page.untilRead("Message 01");
    for (const [index, day] of ["2026-11-23", "2026-11-24"].entries()) {
      const inputs = document.querySelectorAll<HTMLInputElement>("input[type=date]");
      const input = inputs[index];
      if (input) {
        input.value = day;
        input.dispatchEvent(new Event("change", { bubbles: true }));
      }
      const before = queries().length;
      await until(() => expect(queries().length).toBeGreaterThan(before));
    }
    expect(location.hash).toBe("#/users/u-42?from=2026-11-23&to=2026-11-24");
    await until(() =>
      expect(queries().at(-1)).toEqual({
        from: new Date(2026, 10, 23).toISOString(),
        to: new Date(2026, 10, 25).toISOString(),
      }),
    );
  });

  test("that nothing fits is told from a user without notifications", async () => {
    page = openPage(filtered);
    page.respond(`GET ${list}`, pageOf([]));
    await page.untilRead("No notification of this user fits the filters.");
    location.hash = "#/users/u-42";
    await page.untilRead("Herald has no notification of this user.");
  });

  test("has no response to another filter shown", async () => {
    page = openPage("#/users/u-42");
    const late = Promise.withResolvers<object>();
    page.respond(`GET ${list}`, () => late.promise);
    await until(() => expect(queries()).toHaveLength(1));
    page.respond(`GET ${list}?status=failed`, pageOf(["02"]));
    location.hash = "#/users/u-42?status=failed";
    await page.untilRead("Message 02");
    late.resolve(pageOf(["01"]));
    await until(() => expect(page.responded).toBe(page.requests.length));
    expect(page.text()).not.toContain("Message 01");
    expect(page.text()).toContain("Message 02");
  });
});

describe("a list that is live", () => {
  beforeEach(async () => {
    page = openPage(filtered);
    page.respond(`GET ${list}`, pageOf(["01"]));
    await page.untilRead("Message 01");
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    await page.press("Live");
    await page.press("Live");
    await vi.advanceTimersByTimeAsync(200);
  });

  test("asks again after its time, with the filters, and says what is new", async () => {
    page.respond(`GET ${list}`, pageOf(["02", "01"]));
    const before = queries().length;
    await vi.advanceTimersByTimeAsync(pollMs - 300);
    expect(queries()).toHaveLength(before);
    await vi.advanceTimersByTimeAsync(300);
    expect(queries().slice(before)).toEqual([{ channel: "sms", status: "failed" }]);
    await page.untilRead("1 new notification");
    expect(page.text()).toContain("Message 02");
  });

  test("goes on asking, also after a fault, which is said", async () => {
    page.respond(`GET ${list}`, 503);
    await vi.advanceTimersByTimeAsync(pollMs);
    await page.untilRead("503 A title");
    expect(page.text()).toContain("Message 01");
    page.respond(`GET ${list}`, pageOf(["01"]));
    await vi.advanceTimersByTimeAsync(pollMs);
    await until(() => expect(page.text()).not.toContain("503"));
  });

  test("asks nothing while the page is hidden", async () => {
    vi.spyOn(document, "visibilityState", "get").mockReturnValue("hidden");
    const before = queries().length;
    await vi.advanceTimersByTimeAsync(3 * pollMs);
    expect(queries()).toHaveLength(before);
  });

  test("asks nothing more once it is switched off", async () => {
    await page.press("Live");
    await page.find("button.live[aria-pressed=false]");
    const before = queries().length;
    await vi.advanceTimersByTimeAsync(3 * pollMs);
    expect(queries()).toHaveLength(before);
  });

  test("asks nothing more once another view is shown", async () => {
    location.hash = "#/";
    await page.untilRead("Find a user's notifications");
    const before = queries().length;
    await vi.advanceTimersByTimeAsync(3 * pollMs);
    expect(queries()).toHaveLength(before);
  });
});

describe("the chart says what it counted:", () => {
  test("all of its hours, where they were looked through", async () => {
    page = openPage("#/users/u-42");
    page.respond(`GET ${list}`, pageOf(["02", "01"]));
    await page.untilRead("2 notifications in the 24 hours to ");
  });

  test("the latest ones, where older ones of the same hours were not", async () => {
    page = openPage("#/users/u-42");
    page.respond(`GET ${list}`, pageOf(["02", "01"], "after-01"));
    await page.untilRead("The latest 2 notifications, since ");
    await page.untilRead("older ones are not loaded, nor counted");
  });
});

test("subject and message of a row have each the direction of its own letters", async () => {
  page = openPage("#/users/u-42");
  const notification = shownNotification("01", { subject: "שלום", message: "مرحبا" });
  page.respond(`GET ${list}`, { notifications: [notification] });
  const row = await page.find("a.row .row-text");
  expect([...row.children].map((each) => [each.getAttribute("dir"), each.textContent])).toEqual([
    ["auto", "שלום"],
    ["auto", "مرحبا"],
  ]);
});

test("a row leads to its notification, and has its time, texts and statuses", async () => {
  page = openPage("#/users/u-42");
  const notification = shownNotification("01", { subject: "A subject" }, { status: "failed" });
  page.respond(`GET ${list}`, { notifications: [notification] });
  const row = await page.find<HTMLAnchorElement>("a.row");
  expect(row.getAttribute("href")).toBe("#/users/u-42/notifications/01");
  expect(row.querySelector("time")?.getAttribute("datetime")).toBe(notification.registeredAt);
  expect(row.textContent).toContain("A subject Message 01");
  expect(row.querySelector(".chip-failed")?.textContent).toBe("sms failed");
});
