// @vitest-environment happy-dom
// @vitest-environment-options { "url": "http://localhost/sandbox/console" }
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { OpenPage } from "./open-page.ts";
import { openPage, until } from "./open-page.ts";

const path = "/v1/notifications";
const accepted = { id: "01", userId: "u-42", deliveries: [] };

let page: OpenPage;

beforeEach(() => {
  page = openPage("#/send?userId=u-42");
});

afterEach(() => page.close());

async function enter(name: string, value: string): Promise<void> {
  const field = await page.find<HTMLInputElement>(`[name=${name}]`);
  field.value = value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

/** What stands below a control. */
async function noteOf(control: Element): Promise<string | null> {
  return (await page.find(`#${control.getAttribute("aria-describedby")}`)).textContent;
}

function keys(): (string | null)[] {
  return page.requestsOf("POST", path).map(({ headers }) => headers.get("idempotency-key"));
}

test("what was entered is sent, and the notification shown", async () => {
  page.respond(`POST ${path}`, accepted);
  await enter("message", "Hello");
  await enter("email", " ann@example.com ");
  (await page.find("form button.primary")).click();
  await until(() => expect(location.hash).toBe("#/users/u-42/notifications/01"));
  expect(page.requestsOf("POST", path).map(({ body }) => body)).toEqual([
    { userId: "u-42", message: "Hello", email: "ann@example.com" },
  ]);
  await page.untilRead("The notification is accepted");
});

describe("the key of a form", () => {
  async function send(): Promise<void> {
    const before = keys().length;
    const button = await page.find<HTMLButtonElement>("form button.primary");
    await until(() => expect(button.disabled).toBe(false));
    button.click();
    await until(() => expect(keys()).toHaveLength(before + 1));
  }

  test("is the same when it is sent again, and another once it was changed", async () => {
    page.respond(`POST ${path}`, 503);
    await enter("message", "Hello");
    await send();
    await page.untilRead("503 A title");
    await send();
    await enter("message", "Hello!");
    await send();
    const [first, second, third] = keys();
    expect(first).toMatch(/^[0-9a-f-]{36}$/);
    expect(second).toBe(first);
    expect(third).not.toBe(first);
  });
});

test("each fault stands at its field", async () => {
  const errors = [
    { field: "email", detail: "must be an e-mail address" },
    { field: "channels.0", detail: "is no channel" },
  ];
  page.respond("GET /v1/status", { channels: [{ name: "sms" }] });
  page.respond(`POST ${path}`, {
    title: "Bad Request",
    status: 400,
    detail: "Two faults.",
    errors,
  });
  await enter("message", "Hello");
  (await page.find("form button.primary")).click();
  await page.untilRead("400 Bad Request Two faults.");
  const email = await page.find("[name=email]");
  expect(email.getAttribute("aria-invalid")).toBe("true");
  const note = await page.find(`#${email.getAttribute("aria-describedby")}`);
  expect(note.textContent).toBe("must be an e-mail address");
  expect((await page.find("[name=message]")).getAttribute("aria-invalid")).toBe("false");
});

test("a preview needs no template, and says what is left of the limits", async () => {
  page.respond(`POST ${path}?dryRun=true`, {
    userId: "u-42",
    channels: ["sms"],
    content: { sms: { message: "Your code" } },
    sms: { encoding: "GSM-7", segments: 1, total: 1 },
    limits: [
      { limit: "address-hour", address: "phoneNumber", max: 5, used: 5, left: 0, resetSeconds: 9 },
    ],
    wouldBeAccepted: false,
  });
  await enter("message", "Your code");
  await page.press("Preview");
  await page.untilRead("It would not be accepted now");
  expect(page.text()).toContain("As SMS: 1 segment, GSM-7");
  expect(page.text()).toContain("address-hour (phoneNumber): 5 of 5 used");
  expect(document.querySelector("[name=template]")).toBeNull();
});

describe("a template", () => {
  const template = {
    name: "order-ready",
    locales: ["default", "pl"],
    content: ["email", "sms"],
    schema: {
      type: "object",
      required: ["order"],
      properties: {
        order: { type: "object", required: ["number"], properties: { number: { type: "string" } } },
      },
    },
    hash: "0a1b",
  };
  const dryRun = {
    userId: "u-42",
    channels: ["sms", "email"],
    content: {
      sms: { message: "Order <img src=x onerror=alert(1)> is ready" },
      email: { subject: "Order 1007", message: "Ready" },
    },
    limits: [],
    wouldBeAccepted: true,
  };

  beforeEach(async () => {
    page.close();
    page = openPage("#/send?userId=u-42");
    page.respond("GET /v1/templates", { templates: [template] });
    await choose("order-ready");
  });

  async function choose(name: string): Promise<void> {
    const select = await page.find<HTMLSelectElement>("select[name=template]");
    select.value = name;
    select.dispatchEvent(new Event("change", { bubbles: true }));
  }

  test("is filled in from its schema, and previewed without being sent", async () => {
    page.respond(`POST ${path}?dryRun=true`, dryRun);
    const data = await page.find<HTMLTextAreaElement>("[name=template-data]");
    expect(JSON.parse(data.value)).toEqual({ order: { number: "" } });
    data.value = '{"order":{"number":"1007"}}';
    await enter("template-locale", "pl");
    await page.press("Preview");
    await page.untilRead("Order 1007");
    expect(page.requestsOf("POST", path)).toMatchObject([
      {
        path: `${path}?dryRun=true`,
        body: {
          userId: "u-42",
          template: { name: "order-ready", locale: "pl", data: { order: { number: "1007" } } },
        },
      },
    ]);
    // What it says is text, whatever it looks like.
    expect(page.text()).toContain("<img src=x onerror=alert(1)>");
    expect(document.querySelector("img[src=x]")).toBeNull();
  });

  test("whose data is no JSON object is not sent, and says so", async () => {
    const data = await page.find<HTMLTextAreaElement>("[name=template-data]");
    data.value = '["1007"';
    (await page.find("form button.primary")).click();
    await page.untilRead("The data must be a JSON object.");
    expect(data.getAttribute("aria-invalid")).toBe("true");
    expect(await noteOf(data)).toBe("The data must be a JSON object.");
    expect(page.requestsOf("POST", path)).toEqual([]);
  });

  test("whose data the API refuses says what is wrong with it, at its field", async () => {
    const errors = [
      { field: "template.data.order.number", detail: "must be text" },
      { field: "template.locale", detail: "must be a language" },
    ];
    const problem = { title: "Bad Request", status: 400, detail: "Two faults.", errors };
    page.respond(`POST ${path}?dryRun=true`, problem);
    await page.press("Preview");
    await page.untilRead("400 Bad Request Two faults.");
    const data = await page.find("[name=template-data]");
    expect(await noteOf(data)).toBe("order.number: must be text");
    expect(await noteOf(await page.find("[name=template-locale]"))).toBe("must be a language");
    expect((await page.find("[name=template]")).getAttribute("aria-invalid")).toBe("false");
  });

  test("is asked for once, however often one is chosen", async () => {
    for (const chosen of ["", "order-ready"]) {
      await choose(chosen);
      await until(() =>
        expect(document.querySelector("[name=template-data]") === null).toBe(chosen === ""),
      );
    }
    expect(page.requestsOf("GET", "/v1/templates")).toHaveLength(1);
  });
});
