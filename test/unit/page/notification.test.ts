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
    show({ status: "failed", failureReason: "attempts-exhausted", retryable: true });
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

test("a retry is not offered where the API says that none can help", async () => {
  show({ status: "failed", failureReason: "refused" });
  await page.find(".chip-failed");
  expect(page.text()).not.toContain("Retry on sms");
});

test("a delivery that failed as its address is suppressed leads to the user's suppressions", async () => {
  show({ status: "failed", failureReason: "suppressed", retryable: true });
  await page.press("The user's suppressed addresses");
  await until(() => expect(location.hash).toBe("#/users/u-42/suppressions"));
});

test("a delivery that failed as unsubscribed says so, and leads to the user's preferences", async () => {
  show({ status: "failed", failureReason: "unsubscribed", retryable: true });
  await page.untilRead("The user has turned its category or its channel off");
  await page.press("The user's preferences");
  await until(() => expect(location.hash).toBe("#/users/u-42/preferences"));
});

test("a code is a link to the page that says what it means", async () => {
  const explanation = { text: "The message is too long.", url: "https://example.com/21617" };
  const call = { provider: "twilio", outcome: "refused", code: "21617", ms: 5 } as const;
  show({ trail: [{ ...call, at: "2026-11-23T15:20:01.000Z", explanation }] });
  const link = await page.find<HTMLAnchorElement>(".event-title a");
  expect([link.textContent, link.href, link.rel]).toEqual(["21617", explanation.url, "noreferrer"]);
  expect(page.text()).toContain("The message is too long.");
});

describe("a message", () => {
  const message = (text: string) =>
    page.respond(`GET ${path}`, shownNotification("01", { message: text }));

  test.each([
    ["characters", "x".repeat(16_384)],
    ["lines", "x\n".repeat(40)],
  ])("of many %s is folded until it is unfolded", async (_, text) => {
    message(text);
    await page.find("blockquote.folded");
    await page.press(`Show all ${text.length} characters`);
    await until(() => expect(document.querySelector(".folded")).toBeNull());
    await page.press("Fold the message");
    await page.find("blockquote.folded");
  });

  test("that is short is whole", async () => {
    message("Hello");
    await page.find("blockquote");
    expect(document.querySelector(".folded, .unfold")).toBeNull();
  });

  test("and whatever else people wrote has the direction of its own letters", async () => {
    const changes = { message: "مرحبا", subject: "שלום", email: "ann@example.com" };
    page.respond(`GET ${path}`, shownNotification("01", changes));
    expect((await page.find("blockquote")).getAttribute("dir")).toBe("auto");
    expect((await page.find("h1")).getAttribute("dir")).toBe("auto");
    const isolated = [...document.querySelectorAll("bdi")].map((each) => each.textContent);
    expect(isolated).toEqual(expect.arrayContaining(["u-42", "ann@example.com"]));
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

test("the facts name every address, and what the push carries; the calls say whose they are", async () => {
  const at = "2026-11-23T15:20:01.000Z";
  const facts = {
    pushToken: "phone",
    moreAddresses: { pushToken: ["tablet"] },
    push: { badge: 3, sound: "default" },
  };
  const call = { at, provider: "fcm", ms: 5 } as const;
  const trail = [
    { ...call, outcome: "accepted", address: 0 } as const,
    { ...call, outcome: "refused", code: "UNREGISTERED", address: 1 } as const,
  ];
  page.respond(
    `GET ${path}`,
    shownNotification("01", facts, { status: "sent", attempts: 1, trail }),
  );
  await page.untilRead("phone, tablet");
  expect(page.text()).toContain('{"badge":3,"sound":"default"}');
  expect(page.text()).toMatch(/fcm to address 1: accepted.*fcm to address 2: refused/s);
});

describe("what a mail carries", () => {
  const made: Blob[] = [];

  beforeEach(() => {
    made.length = 0;
    vi.spyOn(URL, "createObjectURL").mockImplementation((blob) => {
      made.push(blob as Blob);
      return `blob:mail-${made.length}`;
    });
  });

  test("is shown, its HTML in a frame that runs and fetches nothing", async () => {
    const html = '<p style="color:red">Ready</p><script>alert(1)</script>';
    page.respond(
      `GET ${path}`,
      shownNotification("01", {
        html,
        category: "digest",
        replyTo: "help@example.com",
        headers: { "X-Order": "1007" },
        attachments: [
          {
            filename: "invoice.pdf",
            contentType: "application/pdf",
            size: 9,
            sha256: "0a1b2c3d4e5f6071",
          },
        ],
        template: { name: "order-ready", locale: "pl-PL", hash: "9f8e7d6c5b4a3928" },
        content: { sms: { message: "Short <b>" }, email: { subject: "Order", html } },
      }),
    );
    const frame = await page.find<HTMLIFrameElement>("iframe.mail");
    expect(frame.getAttribute("sandbox")).toBe("");
    expect(frame.getAttribute("src")).toMatch(/^blob:mail-/);
    expect(await made[0]?.text()).toBe(
      `<!doctype html><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">${html}`,
    );
    for (const text of [
      "digest",
      "help@example.com",
      '{"X-Order":"1007"}',
      "invoice.pdf (application/pdf, 9 bytes, 0a1b2c3d4e5f)",
      "order-ready, pl-PL (9f8e7d6c5b4a)",
      "Short <b>",
    ]) {
      expect(page.text()).toContain(text);
    }
  });
});
