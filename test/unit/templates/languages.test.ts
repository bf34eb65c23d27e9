import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { renderTemplate } from "../../../lambdas/templates/render-template.ts";
import { compileTemplates } from "../../../lib/templates/compile-templates.ts";
import { projectFolder } from "../../../local/paths.ts";
import { data } from "../../fixtures/template-data.ts";

const fixtures = join(projectFolder, "test", "fixtures");

/** What each template says, by template and then by locale. */
const texts: Readonly<Record<string, Readonly<Record<string, string>>>> = JSON.parse(
  readFileSync(join(fixtures, "template-texts.json"), "utf8"),
);

const set = compileTemplates(join(fixtures, "templates"));

async function contentOf(name: string, locale: string, own: object = {}) {
  const call = { name, locale, timeZone: "Europe/Warsaw", data: { ...data[name], ...own } };
  const rendered = await renderTemplate(set, call);
  return "content" in rendered ? rendered.content : rendered.faults;
}

test("ten templates that others send as well are there", () => {
  expect(Object.keys(texts)).toEqual(Object.keys(set.templates));
  expect(Object.keys(texts)).toHaveLength(10);
});

describe.each(Object.entries(texts))("%s", (name, byLocale) => {
  test.each(Object.entries(byLocale))("in %s has these words", async (locale, text) => {
    expect(await contentOf(name, locale)).toMatchObject({ sms: { message: text } });
  });
});

test.each([
  ["en", 1, "1 parcel is on the way"],
  ["de", 1, "1 Paket ist mit DHL unterwegs"],
  ["pl", 1, "1 paczka jest w drodze"],
  ["pl", 3, "3 paczki są w drodze"],
  ["pl", 12, "12 paczek jest w drodze"],
  ["pl", 22, "22 paczki są w drodze"],
  ["ar", 1, "طرد واحد في الطريق"],
  ["ar", 2, "طردان في الطريق"],
  ["ar", 11, "طرود في الطريق"],
])("parcels in %s: %i", async (locale, parcels, begin) => {
  expect(await contentOf("shipping-notice", locale, { parcels })).toMatchObject({
    sms: { message: expect.stringMatching(new RegExp(`^${begin}`)) },
  });
});

test("a mail in Arabic runs from right to left, and escapes names", async () => {
  expect(await contentOf("receipt", "ar-EG")).toMatchObject({
    email: {
      subject: "إيصال 1007",
      html: [
        '<html lang="ar" dir="rtl">',
        "<h1>إيصال 1007</h1>",
        "<p>المجموع: <b>\u200f٢٬٤٩٩٫٩٩\u00a0PLN</b></p>",
        "<p>الكمية: ٢</p>",
        "<p>Ann &amp; Bo, ٢ ديسمبر ٢٠٢٦ في ١٢:٣٠ ص</p>",
        "</html>",
      ].join("\n"),
    },
  });
});

describe("the template that ships", () => {
  const shipped = compileTemplates(join(projectFolder, "templates"));
  const order = {
    number: "1007",
    total: "149.50",
    currency: "PLN",
    readyAt: "2026-12-01T16:30:00Z",
    items: [
      { name: "<b>Coffee</b>", quantity: 2, price: "49.75" },
      { name: "Mug", quantity: 1, price: 50 },
    ],
  };
  const render = (locale: string, own: object = {}) =>
    renderTemplate(shipped, {
      name: "order-ready",
      locale,
      timeZone: "Europe/Warsaw",
      data: { order: { ...order, ...own }, customer: { name: "Ann" } },
    });

  test.each([
    [
      "en",
      "Order 1007 is ready: 2 items, PLN 149.50. Collect it from 5:30 PM on Dec 1, 2026.",
      "Ann, you can collect it from 5:30 PM.",
      "Order 1007 is ready",
    ],
    [
      "pl-PL",
      "Zamówienie 1007 jest gotowe: 2 pozycje, 149,50 zł. Do odbioru od 17:30, 1 gru 2026.",
      "Ann, możesz je odebrać od 17:30.",
      "Zamówienie 1007 jest gotowe",
    ],
  ])("in %s is an SMS, a push and a mail", async (locale, sms, push, title) => {
    expect(await render(locale)).toMatchObject({
      content: {
        sms: { message: sms },
        push: { title, message: push },
        email: {
          subject: title,
          html: expect.stringMatching(
            /^<!doctype html>[\s\S]*2 × &lt;b&gt;Coffee&lt;\/b&gt;<\/td>[\s\S]*49[.,]75/,
          ),
        },
      },
    });
  });

  test("checks its data", async () => {
    expect(await render("en", { items: [], currency: "zł" })).toEqual({
      faults: [
        { field: "template.data.order.currency", detail: 'must match pattern "^[A-Z]{3}$"' },
        { field: "template.data.order.items", detail: "must NOT have fewer than 1 items" },
      ],
    });
  });
});
