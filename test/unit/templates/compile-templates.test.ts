import { expect, test } from "vitest";
import { readTemplateSet } from "../../../lambdas/templates/template-set.ts";
import { compileFiles, mistakesIn } from "../../support/template-folder.ts";

const words = { "order-ready/default/sms.liquid": "Order {{ number }} is ready\n" };

const mail = (body: string) =>
  `<mjml>\n  <mj-body>\n    <mj-section>\n      <mj-column>\n${body}\n      </mj-column>\n    </mj-section>\n  </mj-body>\n</mjml>\n`;

test("a folder becomes a set of Liquid sources, which can be stored as JSON", () => {
  const set = compileFiles({
    "README.md": "# Templates",
    "partials/footer.liquid": "Yours, Shop",
    "order-ready/schema.json": '{ "type": "object", "required": ["number"] }',
    "order-ready/default/sms.liquid": "Order {{ number }} is ready\n",
    "order-ready/default/push.liquid": '---\ntitle: "{{ number }}"\n---\nReady\n',
    "order-ready/pl-pl/email.liquid": "---\nsubject: Gotowe\n---\n<p>{% render 'footer' %}</p>\n",
    "order-ready/pl-pl/mix.liquid": "<3",
  });

  expect(set).toEqual({
    version: 1,
    hash: expect.stringMatching(/^[0-9a-f]{64}$/),
    partials: { footer: "Yours, Shop" },
    templates: {
      "order-ready": {
        hash: expect.stringMatching(/^[0-9a-f]{64}$/),
        schema: { type: "object", required: ["number"] },
        locales: {
          default: {
            sms: { message: "Order {{ number }} is ready\n" },
            push: { title: "{{ number }}", message: "Ready\n" },
          },
          "pl-PL": {
            email: { subject: "Gotowe", html: "<p>{% render 'footer' %}</p>\n" },
            mix: { message: "<3" },
          },
        },
      },
    },
  });
  expect(readTemplateSet(JSON.stringify(set))).toEqual(set);
});

test("a mail has MJML for its HTML, and Liquid for its text and subject", () => {
  const set = compileFiles({
    "receipt/default/email.mjml": mail("<mj-text>Hello {{ name }}</mj-text>"),
    "receipt/default/email.liquid": "---\nsubject: Receipt\n---\nHello {{ name }}",
    "receipt/pl/email.mjml": `---\nsubject: Paragon\n---\n${mail("<mj-text>{{ name }}</mj-text>")}`,
  });

  const { locales } = set.templates["receipt"] ?? {};
  expect(locales?.["default"]?.["email"]).toEqual({
    subject: "Receipt",
    message: "Hello {{ name }}",
    html: expect.stringMatching(/^<!doctype html>[\s\S]*Hello \{\{ name \}\}<\/div>/),
  });
  expect(Object.keys(locales?.["pl"]?.["email"] ?? {})).toEqual(["subject", "html"]);
});

test.each([
  ["---- x\n---\ny\n---\nz", "---- x\n---\ny\n---\nz"],
  ["---\nx", "---\nx"],
  ["---\n---\n---\nx", "---\nx"],
  ["---\r\ntitle: t\r\n---\r\nx\r\n---\r\n", "x\r\n---\r\n"],
  ["---\ntitle: t --- u\n---\nx", "x"],
])("%j has the body %j", (text, message) => {
  const set = compileFiles({ "a/default/sms.liquid": text });
  expect(set.templates["a"]?.locales["default"]?.["sms"]?.message).toBe(message);
});

test("a schema may be one of zod", () => {
  const set = compileFiles({
    ...words,
    "order-ready/schema.ts":
      'import { z } from "zod";\nexport const schema: z.ZodType = z.object({ number: z.string() });\n',
  });

  expect(set.templates["order-ready"]?.schema).toMatchObject({
    type: "object",
    properties: { number: { type: "string" } },
    required: ["number"],
  });
});

test("the hashes are of what is said, and of no other template's partials", () => {
  const files = {
    "partials/a.liquid": "a",
    "partials/b.liquid": "{% render 'a' %}",
    "one/default/sms.liquid": "{% render 'b' %}",
    "two/default/sms.liquid": "two",
  };
  const before = compileFiles(files);
  const again = compileFiles(Object.fromEntries(Object.entries(files).toReversed()));
  const after = compileFiles({ ...files, "partials/a.liquid": "A" });

  expect(again.hash).toBe(before.hash);
  expect(after.hash).not.toBe(before.hash);
  expect(after.templates["one"]?.hash).not.toBe(before.templates["one"]?.hash);
  expect(after.templates["two"]?.hash).toBe(before.templates["two"]?.hash);
});

test.for<readonly [string, Readonly<Record<string, string>>, readonly string[]]>([
  [
    "unknown filters and tags, all of them",
    { "a/default/sms.liquid": "\n{{ x | mony }}\n{% foo %}\n{{ x | nix }}\n" },
    [
      'a/default/sms.liquid:2: unknown filter "mony"',
      'a/default/sms.liquid:3: unknown tag "foo"',
      'a/default/sms.liquid:4: unknown filter "nix"',
    ],
  ],
  [
    "names of prototypes",
    { "a/default/sms.liquid": "{{ x | constructor }}\n{% toString %}{{ x | __proto__ }}" },
    [
      'a/default/sms.liquid:1: unknown filter "constructor"',
      'a/default/sms.liquid:2: unknown tag "toString"',
      'a/default/sms.liquid:2: unknown filter "__proto__"',
    ],
  ],
  [
    "what is not closed",
    { "a/default/sms.liquid": "one\n{% if x %}\n" },
    ["a/default/sms.liquid:2: tag {% if x %} not closed"],
  ],
  [
    "tags that read files",
    { "a/default/sms.liquid": "{% include 'x' %}{% layout 'x' %}" },
    [
      'a/default/sms.liquid:1: unknown tag "include"',
      'a/default/sms.liquid:1: unknown tag "layout"',
    ],
  ],
  [
    "missing partials, and such whose name is not known before",
    {
      "partials/b.liquid": "\n{% render 'c' %}",
      "a/default/sms.liquid": "{% render 'b' %}\n{% render 'nosuch' %}\n{% render x %}",
    },
    [
      'partials/b.liquid:2: there is no partial "c"',
      'a/default/sms.liquid:2: there is no partial "nosuch"',
      "a/default/sms.liquid:3: render needs the name of a partial in quotes",
    ],
  ],
  [
    "Liquid below and in front matter",
    {
      "a/default/email.liquid": '---\nsubject: "{{ x | mony }}"\n---\nHello\n{{ y | mony }}\n',
    },
    [
      'a/default/email.liquid:2: unknown filter "mony"',
      'a/default/email.liquid:5: unknown filter "mony"',
    ],
  ],
  [
    "names in front matter",
    { "a/default/email.liquid": "---\nsubjekt: x\ntitle: 7\n---\nHello" },
    [
      'a/default/email.liquid:2: the front matter knows no "subjekt", only subject and title',
      "a/default/email.liquid:3: title must be a text: put it into quotes",
    ],
  ],
  [
    "front matter that is no YAML",
    { "a/default/email.liquid": "---\nsubject: {{ x }} is ready\n---\nHello" },
    [
      expect.stringMatching(
        /^templates\/a\/default\/email.liquid:2: the front matter is no YAML: .* \(put texts with \{\{ into quotes\)$/,
      ),
    ],
  ],
  ["a file without text", { "a/default/sms.liquid": "\n" }, ["a/default/sms.liquid: has no text"]],
  [
    "two subjects",
    {
      "a/default/email.liquid": "---\nsubject: one\n---\ntext",
      "a/default/email.mjml": `---\nsubject: two\n---\n${mail("<mj-text>x</mj-text>")}`,
    },
    ["a/default/email.mjml: subject is in templates/a/default/email.liquid as well"],
  ],
  [
    "MJML that is not closed",
    { "a/default/email.mjml": "<mjml>\n<mj-body>\n<mj-section>\n</mj-body>\n</mjml>\n" },
    ["a/default/email.mjml:5: MJML: unexpected end of stream"],
  ],
  [
    "a mistake in an MJML tag, below front matter",
    { "a/default/email.mjml": `---\nsubject: x\n---\n${mail("{% if x < 3 %}a{% endif %}")}` },
    [expect.stringMatching(/^templates\/a\/default\/email.mjml:8: MJML: .*invalid name token$/)],
  ],
  [
    "an MJML element that there is not",
    { "a/default/email.mjml": mail("<mj-txt>x</mj-txt>") },
    ["a/default/email.mjml:5: MJML has no element mj-txt"],
  ],
  [
    "MJML from elsewhere",
    { "a/default/email.mjml": mail('<mj-include path="/etc/passwd" />') },
    [expect.stringMatching(/^templates\/a\/default\/email.mjml:5: MJML: unable to load included/)],
  ],
  [
    "an unknown filter in MJML",
    { "a/default/email.mjml": mail("<mj-text>{{ x | mony }}</mj-text>") },
    ['a/default/email.mjml:5: unknown filter "mony"'],
  ],
  [
    "a template without default, and what has no place",
    {
      "stray.txt": "x",
      "Order/default/sms.liquid": "x",
      "a/pl_PL/sms.liquid": "x",
      "a/pl/sms.txt": "x",
      "a/pl/deep/sms.liquid": "x",
      "a/he/sms.liquid": "x",
      "a/iw/sms.liquid": "x",
      "a/notes.txt": "x",
    },
    [
      "stray.txt: a template is a folder",
      "Order: a template's name has a to z, digits and -, 64 characters at most",
      "a/notes.txt: a template has folders of locales, and schema.json or schema.ts",
      "a/iw: there is another folder of he",
      "a/pl/deep: there is no place for a folder here",
      "a/pl/sms.txt: a locale has <kind>.liquid, and email.mjml",
      "a/pl: has no words for any channel",
      "a/pl_PL: a locale's folder is default or a language such as pl-PL",
      "a: has no folder default",
    ],
  ],
  [
    "a schema that is no JSON",
    { "a/default/sms.liquid": "x", "a/schema.json": "{" },
    [expect.stringMatching(/^templates\/a\/schema.json: is no schema: .*JSON/)],
  ],
  [
    "a schema with an unknown keyword",
    { "a/default/sms.liquid": "x", "a/schema.json": '{ "type": "object", "propertys": {} }' },
    ['a/schema.json: is no schema: strict mode: unknown keyword: "propertys"'],
  ],
  [
    "a schema of no type that there is",
    { "a/default/sms.liquid": "x", "a/schema.json": '{ "type": "text" }' },
    [expect.stringMatching(/^templates\/a\/schema.json: is no schema: schema is invalid/)],
  ],
  [
    "two schemas, one of which exports nothing",
    { "a/default/sms.liquid": "x", "a/schema.json": "{}", "a/schema.ts": "" },
    ["a/schema.ts: a template has one schema"],
  ],
  [
    "a zod file that exports none",
    { "a/default/sms.liquid": "x", "a/schema.ts": "export const other = 1;" },
    [expect.stringMatching(/^templates\/a\/schema.ts: is no schema: /)],
  ],
])("%s are told of, by file and line", ([, files, expected]) => {
  const found = mistakesIn(files);
  const named = expected.map((each) => (typeof each === "string" ? `templates/${each}` : each));
  expect(found.toSorted()).toEqual(named.toSorted());
});

test("a folder that there is not is a mistake", async () => {
  const { compileTemplates } = await import("../../../lib/templates/compile-templates.ts");
  expect(() => compileTemplates("nosuch")).toThrow("nosuch: there is no such folder");
});
