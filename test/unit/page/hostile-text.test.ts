// @vitest-environment happy-dom
// @vitest-environment-options { "url": "http://localhost/sandbox/console" }
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { OpenPage } from "./open-page.ts";
import { openPage, shownNotification, until } from "./open-page.ts";

const notifications = "/v1/users/u-42/notifications";
const preferences = "/v1/users/u-42/preferences";

/** What would become markup where text is taken for it, told apart by the field that it is in. */
function hostile(field: string): string {
  return `<img alt="${field}" src=x onerror=alert(1)>`;
}

let page: OpenPage;

beforeEach(() => {
  vi.spyOn(URL, "createObjectURL").mockReturnValue("blob:mail");
});

afterEach(() => {
  page.close();
  vi.restoreAllMocks();
});

/** Waits until each field is read as text, and expects that none became an element. */
async function expectText(fields: readonly string[]): Promise<void> {
  for (const field of fields) {
    await page.untilRead(hostile(field));
  }
  expect(document.querySelector("img[alt]:not([alt='']), [onerror]")).toBeNull();
}

test("whatever a notification holds is text", async () => {
  page = openPage("#/users/u-42/notifications/01");
  const trail = [
    {
      at: "2026-11-23T15:20:01.000Z",
      provider: hostile("provider"),
      outcome: "refused",
      code: hostile("code"),
      ms: 5,
      explanation: { text: hostile("explanation") },
    } as const,
  ];
  page.respond(
    `GET ${notifications}/01`,
    shownNotification(
      "01",
      {
        subject: hostile("subject"),
        message: hostile("message"),
        category: hostile("category"),
        replyTo: hostile("replyTo"),
        email: hostile("email"),
        messengerId: hostile("messengerId"),
        moreAddresses: { pushToken: [hostile("list")] },
        pushToken: hostile("pushToken"),
        template: { name: hostile("template"), locale: "pl", hash: "9f8e7d6c5b4a3928" },
        attachments: [
          {
            filename: hostile("filename"),
            contentType: "application/pdf",
            size: 9,
            sha256: "0a1b2c3d4e5f6071",
          },
        ],
        content: {
          sms: { message: hostile("sms") },
          email: { subject: hostile("mail subject"), html: hostile("html") },
          push: { title: hostile("title"), message: hostile("push") },
        },
      },
      { status: "failed", failureReason: "refused", providerMessageId: hostile("id"), trail },
    ),
  );
  await expectText([
    "subject",
    "message",
    "category",
    "replyTo",
    "email",
    "messengerId",
    "list",
    "pushToken",
    "template",
    "filename",
    "sms",
    "mail subject",
    "title",
    "push",
    "id",
    "provider",
    "code",
    "explanation",
  ]);
  const frame = await page.find<HTMLIFrameElement>("iframe.mail");
  expect([frame.getAttribute("sandbox"), frame.getAttribute("srcdoc")]).toEqual(["", null]);
});

test("whatever a user's preferences are called is text", async () => {
  page = openPage("#/users/u-42/preferences");
  page.respond(`GET ${preferences}`, {
    userId: "u-42",
    categories: { [hostile("category")]: false },
    channels: { [hostile("channel")]: true },
  });
  await expectText(["category", "channel"]);
});

test("whatever a template is called, its data and what it says is text", async () => {
  page = openPage("#/send?userId=u-42");
  const name = hostile("name");
  page.respond("GET /v1/templates", {
    templates: [
      {
        name,
        locales: [hostile("locale")],
        content: ["email"],
        schema: {
          type: "object",
          required: ["note"],
          properties: { note: { type: "string", default: hostile("data") } },
        },
        hash: "0a1b",
      },
    ],
  });
  page.respond("POST /v1/notifications?dryRun=true", {
    userId: "u-42",
    channels: ["email", "push"],
    content: {
      email: { subject: hostile("subject"), message: hostile("message"), html: hostile("html") },
      push: { title: hostile("title"), message: hostile("push") },
    },
    limits: [],
    wouldBeAccepted: true,
  });
  const select = await page.find<HTMLSelectElement>("select[name=template]");
  select.value = name;
  select.dispatchEvent(new Event("change", { bubbles: true }));
  const data = await page.find<HTMLTextAreaElement>("[name=template-data]");
  await until(() => expect(JSON.parse(data.value)).toEqual({ note: hostile("data") }));
  await page.press("Preview");
  await expectText(["name", "subject", "message", "title", "push"]);
  expect(page.text()).not.toContain(hostile("html"));
});

test("whatever the API finds wrong is text", async () => {
  page = openPage("#/send?userId=u-42");
  page.respond("POST /v1/notifications", {
    title: hostile("problem"),
    status: 400,
    detail: hostile("detail"),
    errors: [{ field: "email", detail: hostile("fault") }],
  });
  await page.press("Preview");
  await expectText(["problem", "detail", "fault"]);
});
