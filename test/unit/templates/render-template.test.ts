import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { TemplateChoice } from "../../../lambdas/core/template-choice.ts";
import { renderTemplate } from "../../../lambdas/templates/render-template.ts";
import type { TemplateFiles } from "../../support/template-folder.ts";
import { compileFiles } from "../../support/template-folder.ts";

type Wanted = Omit<TemplateChoice, "name">;

const render = (files: TemplateFiles, wanted: Wanted = {}) =>
  renderTemplate(compileFiles(files), { name: "a", ...wanted });

/** What a text alone is rendered to, or its faults. */
async function sms(source: string, wanted: Wanted = {}): Promise<unknown> {
  const rendered = await render({ "a/default/sms.liquid": source }, wanted);
  return "faults" in rendered ? rendered.faults : rendered.content["sms"]?.message;
}

async function faultsOf(source: string, data: Record<string, unknown>): Promise<unknown> {
  return sms(source, { data });
}

describe("the words", () => {
  const files = {
    "a/default/sms.liquid": "default",
    "a/default/push.liquid": "default",
    "a/default/email.liquid": "---\nsubject: default\n---\ndefault",
    "a/pl/sms.liquid": "pl",
    "a/pl/email.liquid": "---\nsubject: pl\n---\n<p>pl</p>",
    "a/pl-PL/sms.liquid": "pl-PL",
    "a/zh-Hant/sms.liquid": "zh-Hant",
  };

  test.for([
    ["pl-PL", "pl-PL", ["pl-PL", "default", "pl"]],
    ["PL-pl", "pl-PL", ["pl-PL", "default", "pl"]],
    ["pl-DE", "pl-DE", ["pl", "default", "pl"]],
    ["pl-PL-u-nu-latn", "pl-PL-u-nu-latn", ["pl-PL", "default", "pl"]],
    ["zh-Hant-TW", "zh-Hant-TW", ["zh-Hant", "default", "default"]],
    ["zh-Hans", "zh-Hans", ["default", "default", "default"]],
    ["default", "default", ["default", "default", "default"]],
    [undefined, "default", ["default", "default", "default"]],
  ] as const)(
    "of %s are those of the nearest locale, kind by kind",
    async ([locale, canonical, expected]) => {
      const rendered = await render(files, { locale });
      expect(rendered).toMatchObject({ locale: canonical });
      const content = "content" in rendered ? rendered.content : {};
      const { email } = content;
      expect([content["sms"]?.message, content["push"]?.message, email?.subject]).toEqual(expected);
      expect(Object.keys(email ?? {})).toContain(expected[2] === "pl" ? "html" : "message");
    },
  );

  test("have the template's hash with them", async () => {
    const set = compileFiles(files);
    expect(await renderTemplate(set, { name: "a" })).toMatchObject({
      hash: set.templates["a"]?.hash,
    });
  });
});

test("a call that names no template, language or zone that there is has a fault for each", async () => {
  const set = compileFiles({ "a/default/sms.liquid": "x" });
  for (const name of ["b", "__proto__", "constructor"]) {
    expect(
      await renderTemplate(set, { name, locale: "pl_PL", timeZone: "Europe/Nowhere" }),
    ).toEqual({
      faults: [
        { field: "template.name", detail: "there is no such template" },
        { field: "template.locale", detail: "must be a language such as pl-PL" },
        { field: "template.timeZone", detail: "must be a zone such as Europe/Warsaw" },
      ],
    });
  }
});

describe("what is missing", () => {
  test("is a fault of its field, once", async () => {
    const rendered = await render(
      { "a/default/sms.liquid": "{{ a.b }}", "a/default/push.liquid": "{{ a.b }}{{ c }}" },
      { data: { a: {} } },
    );
    expect(rendered).toEqual({
      faults: [
        { field: "template.data.a.b", detail: "is missing: the message of a's push needs it" },
      ],
    });
  });

  test("of a template's own variable is a fault of the data", async () => {
    expect(await faultsOf("{% for i in items %}{{ i.x }}{% endfor %}", { items: [{}] })).toEqual([
      { field: "template.data", detail: "i.x is missing: the message of a's sms needs it" },
    ]);
  });

  test("may be asked for, and have something in its place", async () => {
    expect(await sms("{% if a.b %}yes{% else %}no{% endif %} {{ c | default: 'none' }}")).toBe(
      "no none",
    );
  });
});

describe("a subject", () => {
  const subject = (source: string, data: Record<string, unknown>) =>
    render({ "a/default/email.liquid": `---\nsubject: "${source}"\n---\nx` }, { data });

  test("is one line", async () => {
    expect(await subject("{{ x }} <b>", { x: " a\r\nBcc: b\u0000c\u2028d " })).toMatchObject({
      content: { email: { subject: "a Bcc: b c d <b>" } },
    });
  });

  test.each([" \n ", "x".repeat(201)])("that is blank or long is refused", async (x) => {
    expect(await subject("{{ x }}", { x })).toEqual({
      faults: [
        {
          field: "template",
          detail: "the subject of a's email must be one line of 1 to 200 characters",
        },
      ],
    });
    expect(await subject("{{ x }}", { x: "😀".repeat(200) })).not.toHaveProperty("faults");
  });
});

describe("what is too much", () => {
  const refused = (detail: string) => [
    { field: "template", detail: `the message of a's sms ${detail}` },
  ];

  test.for([
    ["{{ x }}", "has more than 16384 characters with this data"],
    ["{% if nosuch %}x{% endif %}", "is blank with this data"],
    [
      "{% for i in (1..9999999999) %}{% endfor %}",
      "cannot be rendered: memory alloc limit exceeded",
    ],
    [
      "{% assign s = x %}{% for i in (1..99) %}{% assign s = s | append: s %}{% endfor %}",
      "cannot be rendered: memory alloc limit exceeded",
    ],
    [
      "{% for i in (1..9999) %}0123456789012345678901234567890123456789012345{% endfor %}",
      "cannot be rendered: output limit exceeded",
    ],
  ] as const)("%s is a fault of the template, and no end of it", async ([source, detail]) => {
    expect(await faultsOf(source, { x: "x".repeat(16_385) })).toEqual(refused(detail));
  });

  test("loops within loops end when their time is up", async () => {
    const [begin, end] = ["{% for i in list %}", "{% endfor %}"];
    const list = Array.from({ length: 999 }, () => 1);
    expect(await faultsOf(`${begin.repeat(4)}${end.repeat(4)}`, { list })).toEqual(
      refused("cannot be rendered: template render limit exceeded"),
    );
  });

  test("a partial that renders itself comes to an end", async () => {
    const rendered = await render({
      "partials/again.liquid": "{% render 'again' %}",
      "a/default/sms.liquid": "{% render 'again' %}",
    });
    expect(rendered).toMatchObject({ faults: [{ field: "template" }] });
  });

  test("HTML is measured in bytes", async () => {
    const set = compileFiles({ "a/default/email.liquid": "<p>{{ x }}</p>" });
    const limits = { message: 10, html: 10 };
    const refuse = {
      faults: [{ detail: "the html of a's email has more than 10 bytes with this data" }],
    };
    expect(await renderTemplate(set, { name: "a", data: { x: "123" } }, limits)).toMatchObject({
      content: { email: { html: "<p>123</p>" } },
    });
    expect(await renderTemplate(set, { name: "a", data: { x: "12ł" } }, limits)).toMatchObject(
      refuse,
    );
  });
});

describe("data", () => {
  const everywhere = {
    "partials/part.liquid": "{{ x }}",
    "a/default/email.liquid":
      "<p title=\"{{ x }}\" id='{{ x }}'>{{ x }}{% render 'part', x: x %}{{ list | join: x }}{% capture c %}{{ x }}{% endcapture %}{{ c }}{{ x | upcase }}{{ list | list }}{{ x | url_decode }}{% echo x %}</p>",
    "a/default/sms.liquid": "{{ x }}",
  };

  test("never becomes markup in HTML, and is itself in plain text", async () => {
    const set = compileFiles(everywhere);
    const piece = fc.oneof(
      fc.constantFrom(
        "<script>",
        '"',
        "'",
        "</p>",
        "&lt;",
        "%3Cb%3E",
        "{{",
        "{%",
        "<!--",
        "=",
        "\u0000",
      ),
      fc.string({ unit: "binary" }),
    );
    const text = fc
      .array(piece, { maxLength: 8 })
      .map((pieces) => `-${pieces.join("").toWellFormed()}-`);
    await fc.assert(
      fc.asyncProperty(text, async (x) => {
        const data = { x: x.replaceAll(/%(?![0-9A-F]{2})/g, ""), list: [x, x] };
        const rendered = await renderTemplate(set, { name: "a", data });
        if ("faults" in rendered) {
          // What is no encoding of a URL.
          expect(rendered.faults).toMatchObject([{ field: "template" }]);
          return;
        }
        expect(rendered.content["sms"]?.message).toBe(data.x.trim());
        const html = rendered.content["email"]?.html;
        expect(html).toMatch(/^<p title="[^<>"]*" id='[^<>']*'>[^<>"']*<\/p>$/);
        expect(html).not.toMatch(/&(?!(amp|lt|gt|#34|#39);)/);
      }),
      { numRuns: 150 },
    );
  });

  test("is marked raw by the template's author alone", async () => {
    const rendered = await render(
      { "a/default/email.liquid": "<p>{{ x | raw }}</p>" },
      { data: { x: "<b>1</b>" } },
    );
    expect(rendered).toMatchObject({ content: { email: { html: "<p><b>1</b></p>" } } });
  });

  test.each([
    "__proto__",
    "constructor",
    "prototype",
    "a.__proto__",
    "a.constructor.name",
    "a.toString",
    "list.constructor",
    "text.constructor",
    "list.map",
  ])("%s reaches nothing", async (path) => {
    const data = JSON.parse('{ "a": {}, "list": [1], "text": "t" }');
    expect(await faultsOf(`{{ ${path} }}`, data)).toEqual([
      {
        field: `template.data.${path.replace(".name", "")}`,
        detail: expect.stringMatching(/^is missing/),
      },
    ]);
  });

  test("may have names of prototypes, which are names like others", async () => {
    const data = JSON.parse(
      '{ "__proto__": { "polluted": 1 }, "a": { "__proto__": { "x": "own" } } }',
    );
    expect(await sms("{{ a.__proto__.x }}", { data })).toBe("own");
    expect(await faultsOf("{{ a.polluted }}", data)).toMatchObject([
      { field: "template.data.a.polluted" },
    ]);
    expect(Object.prototype).not.toHaveProperty("polluted");
  });

  test("whatever it is, makes a rendering or faults", async () => {
    const set = compileFiles({
      "a/default/sms.liquid":
        "{{ a }}{{ a.b | money: 'EUR' }}{% for i in a %}{{ i | date }}{% endfor %}{{ b | list }}{{ c | plural: other: 'x' }}{{ d | sort | first }}",
    });
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(fc.constantFrom("a", "b", "c", "d"), fc.jsonValue()),
        async (data) => {
          const rendered = await renderTemplate(set, {
            name: "a",
            data: data as Record<string, unknown>,
          });
          expect("faults" in rendered ? rendered.faults.length : 1).toBeGreaterThan(0);
        },
      ),
      { numRuns: 150 },
    );
  });
});

describe("a schema", () => {
  const schema = {
    type: "object",
    required: ["order"],
    properties: {
      order: {
        type: "object",
        additionalProperties: false,
        properties: {
          items: {
            type: "array",
            items: { type: "object", properties: { price: { type: "number" } } },
          },
          state: { enum: ["open", "paid"] },
          "a/b": { type: "string", minLength: 1 },
        },
      },
    },
  };
  const files = { "a/default/sms.liquid": "x", "a/schema.json": JSON.stringify(schema) };

  test("has a fault for each field that is wrong", async () => {
    const order = { items: [{ price: "1" }], state: "lost", "a/b": "", [`x${"y".repeat(99)}`]: 1 };
    const { faults } = (await render(files, { data: { order } })) as { faults: unknown[] };
    expect(faults).toEqual(
      expect.arrayContaining([
        { field: "template.data.order.items.0.price", detail: "must be number" },
        { field: "template.data.order.state", detail: "must be one of open, paid" },
        { field: "template.data.order.a/b", detail: "must NOT have fewer than 1 characters" },
        { field: `template.data.order.x${"y".repeat(63)}…`, detail: "there is no such field" },
      ]),
    );
    expect(faults).toHaveLength(4);
  });

  test("has one of what is missing", async () => {
    expect(await render(files)).toEqual({
      faults: [{ field: "template.data.order", detail: "is missing" }],
    });
  });

  test("has no more than twenty", async () => {
    const order = { items: Array.from({ length: 50 }, () => ({ price: "1" })) };
    const { faults } = (await render(files, { data: { order } })) as { faults: unknown[] };
    expect(faults).toHaveLength(20);
  });

  test("that the data keeps to lets it pass", async () => {
    expect(await render(files, { data: { order: { items: [{ price: 1 }] } } })).toMatchObject({
      content: { sms: { message: "x" } },
    });
  });
});

describe("in the call's locale and zone", () => {
  test.for([
    ["{{ 1234.5 | money: 'PLN' }}", "pl-PL", "1234,50 zł"],
    ["{{ '12345678901234567890.10' | money: 'EUR' }}", "de", "12.345.678.901.234.567.890,10 €"],
    ["{{ 1234.5 | money: 'JPY' }}", "ja", "￥1,235"],
    ["{{ 1234.5 | money: 'EGP' }}", "ar-EG", "‏١٬٢٣٤٫٥٠ ج.م.‏"],
    ["{{ 1234.5 | money: 'EGP' }}", "ar-EG-u-nu-latn", "‏1,234.50 ج.م.‏"],
    ["{{ 1234567.891 | number }}", "pl", "1 234 567,891"],
    ["{{ 1234.5 | number: 2 }}", undefined, "1,234.50"],
    ["{{ 0.256 | percent }} {{ 0.256 | percent: 1 }}", "de", "26 % 25,6 %"],
    ["{{ at | date }}", undefined, "Dec 1, 2026"],
    ["{{ at | date: 'full' }}", "pl", "wtorek, 1 grudnia 2026"],
    ["{{ at | date: 'short' }} {{ at | time }}", "en-GB", "01/12/2026 23:30"],
    ["{{ at | time }}", "en-US", "11:30 PM"],
    ["{{ at | datetime: 'long' }}", "de", "1. Dezember 2026 um 23:30"],
    ["{{ at | date: 'long' }}", "ja", "2026年12月1日"],
    ["{{ ms | datetime }}", "pl", "1 gru 2026, 23:30"],
    ["{{ day | date: 'long' }}", "en", "December 2, 2026"],
    ["{{ names | list }}", "pl", "a, b i c"],
    ["{{ names | list: 'or' }}", "en", "a, b, or c"],
  ] as const)("%s of %s", async ([source, locale, expected]) => {
    const at = "2026-12-01T23:30:00Z";
    const data = { at, ms: Date.parse(at), day: "2026-12-02", names: ["a", "b", "c"] };
    expect(await sms(source, { locale, data })).toBe(expected);
  });

  test.for([
    ["Europe/Warsaw", "Dec 2, 2026 at 12:30 AM", "Dec 2, 2026"],
    ["America/Los_Angeles", "Dec 1, 2026 at 3:30 PM", "Dec 2, 2026"],
  ] as const)(
    "a moment in %s is another one's day, and a day is not",
    async ([timeZone, moment, day]) => {
      const data = { at: "2026-12-01T23:30:00Z", day: "2026-12-02" };
      const expected = `${moment.replace(" at ", ", ")} / ${day}`;
      expect(await sms("{{ at | datetime }} / {{ day | date }}", { timeZone, data })).toBe(
        expected,
      );
    },
  );

  test("a partial writes as what renders it", async () => {
    const rendered = await render(
      {
        "partials/total.liquid": "{{ total | money: 'PLN' }}",
        "a/default/sms.liquid": "{% render 'total', total: 2 %}",
      },
      { locale: "pl" },
    );
    expect(rendered).toMatchObject({ content: { sms: { message: "2,00 zł" } } });
  });

  test("HTML keeps the spaces that do not break, plain text has none that make an SMS longer", async () => {
    const source = "{{ 12345.5 | money: 'PLN' }}";
    const rendered = await render(
      { "a/default/email.liquid": `<p>${source}</p>`, "a/default/sms.liquid": source },
      { locale: "pl" },
    );
    expect(rendered).toMatchObject({
      content: {
        email: { html: "<p>12\u00a0345,50\u00a0zł</p>" },
        sms: { message: "12 345,50 zł" },
      },
    });
  });

  test.for([
    [
      "pl",
      [
        [1, "plik"],
        [2, "pliki"],
        [5, "plików"],
        [22, "pliki"],
        [1.5, "pliku"],
      ],
    ],
    [
      "ar",
      [
        [0, "zero"],
        [1, "plik"],
        [2, "two"],
        [3, "pliki"],
        [11, "plików"],
        [100, "pliku"],
      ],
    ],
    [
      "en",
      [
        [1, "plik"],
        [2, "pliku"],
        ["1", "plik"],
      ],
    ],
    ["ja", [[1, "pliku"]]],
  ] as const)("plural forms of %s", async ([locale, cases]) => {
    const source =
      "{{ n | plural: zero: 'zero', one: 'plik', two: 'two', few: 'pliki', many: 'plików', other: 'pliku' }}";
    for (const [n, expected] of cases) {
      expect(await sms(source, { locale, data: { n } })).toBe(expected);
    }
  });
});

describe("a filter", () => {
  test.for([
    ["{{ x | money: 'EUR' }}", "template.data.x", 'must be a number, or a text such as "12.50"'],
    ["{{ x | number }}", "template.data.x", 'must be a number, or a text such as "12.50"'],
    [
      "{{ x | plural: other: 'x' }}",
      "template.data.x",
      'must be a number, or a text such as "12.50"',
    ],
    ["{{ x | date }}", "template.data.x", "must be a date such as"],
    ["{{ x | list }}", "template.data.x", "must be a list of texts"],
    ["{{ day | time }}", "template.data.day", "must have a time, not a date alone"],
    ["{{ no | date }}", "template.data.no", "must be a date such as"],
    ["{{ o.p }}", "template.data.o.p", "must be a text or a number, not an object"],
    ["{% for i in l %}{{ i | date }}{% endfor %}", "template.data", "i must be a date such as"],
    [
      "{{ 1 | money }}",
      "template",
      "the message of a's sms: money needs a currency of three letters",
    ],
    ["{{ 1 | number: 99 }}", "template", "the message of a's sms: digits must be 0 to 20"],
    ["{{ 1 | date: '%Y' }}", "template", "the message of a's sms: a date's style is one of short,"],
    ["{{ 5 | plural: one: 'x' }}", "template", "the message of a's sms: plural needs other:"],
    ["{{ 5 | plural: 'x' }}", "template", "the message of a's sms: plural takes texts for zero,"],
    ["{{ l | list: 'nor' }}", "template", 'the message of a\'s sms: list takes "and" or "or"'],
  ] as const)("%s says what it cannot work with", async ([source, field, detail]) => {
    const data = { x: "ten", day: "2026-12-01", no: "2026-13-45", o: { p: {} }, l: ["x"] };
    expect(await faultsOf(source, data)).toEqual([
      { field, detail: expect.stringContaining(detail) },
    ]);
  });
});
