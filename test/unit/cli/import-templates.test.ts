import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { SESClient } from "@aws-sdk/client-ses";
import { describe, expect, test } from "vitest";
import { convertHandlebars } from "../../../cli/templates/handlebars.ts";
import { describeImport, runImport } from "../../../cli/templates/import-command.ts";
import { readSesTemplates } from "../../../cli/templates/ses-templates.ts";
import { renderTemplate } from "../../../lambdas/templates/render-template.ts";
import { compileTemplates } from "../../../lib/templates/compile-templates.ts";
import { runCommand } from "../../support/fake-stage.ts";
import { compileFiles, templateFolder } from "../../support/template-folder.ts";

const convert = (text: string, { isHtml = true, defaults = {} } = {}) =>
  convertHandlebars(text, { isHtml, defaults });

describe("Handlebars", () => {
  test.each([
    ["{{name}} {{ user.name }}", "{{ name }} {{ user.name }}"],
    ["{{{html}}} {{&html}}", "{{ html | raw }} {{ html | raw }}"],
    ["{{Attributes.items.[0]}}", "{{ Attributes.items[0] }}"],
    ["{{user.[First Name]}}", '{{ user["First Name"] }}'],
    ["{{list.0.name}}", "{{ list[0].name }}"],
    ["a{{! note }}b{{!-- {{x}} --}}c", "abc"],
    ["{{#if a}}x{{else}}y{{/if}}", "{% if a and a != empty and a != 0 %}x{% else %}y{% endif %}"],
    [
      "{{#if a}}x{{else if b.c}}y{{/if}}",
      "{% if a and a != empty and a != 0 %}x{% elsif b.c and b.c != empty and b.c != 0 %}y{% endif %}",
    ],
    ["{{#unless a}}x{{/unless}}", "{% unless a and a != empty and a != 0 %}x{% endunless %}"],
    [
      "{{#each items}}{{this.x}} {{y}} {{this}} {{@index}} {{../z}} {{@root.w}}{{else}}{{none}}{{/each}}",
      "{% for item in items %}{{ item.x }} {{ item.y }} {{ item }} {{ forloop.index0 }} {{ z }} {{ w }}{% else %}{{ none }}{% endfor %}",
    ],
    [
      "{{#each a}}{{#each b}}{{c}}{{../d}}{{../../e}}{{/each}}{{/each}}",
      "{% for item in a %}{% for item2 in item.b %}{{ item2.c }}{{ item.d }}{{ e }}{% endfor %}{% endfor %}",
    ],
    [
      "{{#each a}}{{b}}{{/each}}{{item}}",
      "{% for item2 in a %}{{ item2.b }}{% endfor %}{{ item }}",
    ],
    [
      "{{#with user}}{{name}}{{/with}}",
      "{% if user and user != empty and user != 0 %}{{ user.name }}{% endif %}",
    ],
    ["{{~name~}}", "{{- name -}}"],
    ["100 {% off", '100 {{ "{%" }} off'],
  ])("%s is %s", (text, liquid) => {
    expect(convert(text)).toEqual({ liquid, problems: [] });
  });

  test.each([
    ["\n{{formatDate at}}", 2, "{{formatDate at}}: there is no helper formatDate"],
    ["{{> footer}}", 1, "{{> footer}}: partials have to be written by hand"],
    ["{{#if (eq a b)}}x{{/if}}", 1, "{{#if (eq a b)}}: only a variable can stand here"],
    ["{{#each a as |b|}}x{{/each}}", 1, "{{#each a as |b|}}: only a variable can stand here"],
    ["{{#list a}}x{{/list}}", 1, "{{#list a}}: there is no block list"],
    ["{{@key}}", 1, "{{@key}}: @key is no path that Liquid has"],
    ["{{this}}", 1, "{{this}}: there is nothing that this could be here"],
    ["{{../a}}", 1, "{{../a}}: there is nothing that ../a could be here"],
    ["{{[a b]}}", 1, "{{[a b]}}: Liquid has no variable a b"],
    ["{{empty}}", 1, "{{empty}}: Liquid has no variable empty"],
    ["\\{{a}}", 1, "\\{{a}}: an escaped {{ has no equivalent"],
    ["x\n{{#if a}}", 2, "{{#if}} is not closed"],
    ["{{/if}}", 1, "{{/if}}: there is no such block to close here"],
    ["{{else}}", 1, "{{else}}: there is no block here"],
    ["{{a/b}}", 1, "{{a/b}}: a/b is no path that Liquid has"],
  ])("%j has no words in Liquid", (text, line, detail) => {
    expect(convert(text).problems[0]).toEqual({ line, detail });
  });

  test("defaults stand in for what is missing", async () => {
    const defaults = { "User.UserAttributes.FirstName": 'a "friend" \\ of\nours' };
    const { liquid } = convert("Hi {{User.UserAttributes.FirstName}}", { isHtml: false, defaults });
    const set = compileFiles({ "a/default/sms.liquid": liquid });
    const render = (data: Record<string, unknown>) => renderTemplate(set, { name: "a", data });
    expect(await render({})).toMatchObject({
      content: { sms: { message: 'Hi a "friend" \\ of\nours' } },
    });
    const User = { UserAttributes: { FirstName: "Ann" } };
    expect(await render({ User })).toMatchObject({ content: { sms: { message: "Hi Ann" } } });
  });

  test.each([[""], [0], [[]], [null], [false], [undefined]])(
    "what it takes for false, as %j, is false",
    async (a) => {
      const { liquid } = convert(
        "{{#if a}}yes{{else}}no{{/if}} {{#unless a}}no{{else}}yes{{/unless}}",
      );
      const set = compileFiles({ "a/default/sms.liquid": liquid });
      const sms = async (data: Record<string, unknown>) => renderTemplate(set, { name: "a", data });
      expect(await sms({ a })).toMatchObject({ content: { sms: { message: "no no" } } });
      expect(await sms({ a: "x" })).toMatchObject({ content: { sms: { message: "yes yes" } } });
    },
  );
});

describe("import", () => {
  const run = async (
    sources: Readonly<Record<string, unknown>>,
    own: Record<string, string> = {},
  ) => {
    const folder = templateFolder({ "README.md": "", ...own });
    const given = Object.entries(sources).map(([name, source]) => {
      const file = join(templateFolder({}), name);
      writeFileSync(file, typeof source === "string" ? source : JSON.stringify(source));
      return file;
    });
    const end = await runCommand(describeImport, runImport, [...given, "--dir", folder]);
    const read = (file: string) => readFileSync(join(folder, file), "utf8");
    return { ...end, folder, read };
  };

  test("takes what `aws ses get-template` prints", async () => {
    const { exitCode, out, read, folder } = await run({
      "ses.json": {
        Template: {
          TemplateName: "Order_Ready",
          SubjectPart: "Order: {{number}}",
          HtmlPart: "Hello <b>{{name}}</b>",
          TextPart: "Hello {{name}}",
        },
      },
    });
    expect(exitCode).toBe(0);
    expect(read("order-ready/default/email.liquid")).toBe(
      '---\nsubject: "Order: {{ number }}"\n---\n<div>Hello <b>{{ name }}</b></div>\n',
    );
    expect(out).toBe(
      `Order_Ready (email) is in ${folder}/order-ready/default/email.liquid\n  without its plain text, which Herald makes of the HTML\n`,
    );
    expect(Object.keys(compileTemplates(folder).templates)).toEqual(["order-ready"]);
  });

  test("takes what `aws sesv2` and `aws pinpoint` print, and puts the kinds of one name together", async () => {
    const { exitCode, out, read } = await run({
      "sesv2.json": {
        TemplateName: "code",
        TemplateContent: { Subject: "Code", Text: "{{code}}", Html: "" },
      },
      "sms.json": {
        SMSTemplateResponse: {
          TemplateName: "code",
          Body: "--- {{Attributes.code.[0]}}",
          DefaultSubstitutions: '{"Attributes.code.[0]":"none"}',
        },
      },
      "push.json": {
        PushNotificationTemplateResponse: {
          TemplateName: "code",
          Default: { Title: "Code", Body: "{{code}}", Url: "https://shop.example" },
          APNS: { Title: "Code", Body: "{{code}}!" },
        },
      },
      "mail.json": {
        EmailTemplateResponse: {
          TemplateName: "hello",
          Subject: "Hi {{User.UserAttributes.Name}}",
          HtmlPart: "<p>{{User.UserAttributes.Name}}</p>",
          DefaultSubstitutions: '{"User":{"UserAttributes":{"Name":"friend"}}}',
        },
      },
    });
    expect(exitCode).toBe(0);
    expect(read("code/default/email.liquid")).toBe("---\nsubject: Code\n---\n{{ code }}\n");
    expect(read("code/default/sms.liquid")).toBe(
      '---\n---\n--- {{ Attributes.code[0] | default: "none" }}\n',
    );
    expect(read("code/default/push.liquid")).toBe("---\ntitle: Code\n---\n{{ code }}\n");
    expect(read("hello/default/email.liquid")).toContain(
      '{{ User.UserAttributes.Name | default: "friend" }}',
    );
    expect(out).toContain("  without Default.Url\n  without what it says to APNS\n");
  });

  test("says what it cannot convert, and writes nothing of it", async () => {
    const { exitCode, err, folder } = await run({
      "ses.json": {
        Template: {
          TemplateName: "a",
          SubjectPart: "x",
          HtmlPart: "<p>\n{{upper x}}\n{{> f}}</p>",
        },
      },
      "empty.json": { Template: { TemplateName: "b", SubjectPart: "x" } },
      "markup.json": { Template: { TemplateName: "c", SubjectPart: "x", TextPart: "<3" } },
      "liquid.json": { Template: { TemplateName: "d", SubjectPart: "x", TextPart: "{{ nosuch" } },
      "name.json": { Template: { TemplateName: "123", SubjectPart: "x", TextPart: "x" } },
    });
    expect(exitCode).toBe(1);
    expect(err.split("\n")).toEqual([
      "a (email) is not imported: html, line 2: {{upper x}}: there is no helper upper",
      "a (email) is not imported: html, line 3: {{> f}}: partials have to be written by hand",
      "b (email) is not imported: it has no text",
      "c (email) is not imported: text, line 1: what begins with < would be taken for HTML",
      expect.stringMatching(/^d \(email\) is not imported: text, line 1: .*not closed/),
      "123 (email) is not imported: its name has no letter that a folder could be named by",
      "",
    ]);
    expect(compileTemplates(folder).templates).toEqual({});
  });

  test("overwrites nothing", async () => {
    const { exitCode, err, read } = await run(
      { "sms.json": { SMSTemplateResponse: { TemplateName: "a", Body: "new" } } },
      { "a/default/sms.liquid": "old" },
    );
    expect(exitCode).toBe(1);
    expect(err).toMatch(/^a \(sms\) is not imported: .*sms\.liquid is there already\n$/);
    expect(read("a/default/sms.liquid")).toBe("old");
  });

  test.each(["{", "{}", '{"Template":{}}'])("takes no file with %s", async (source) => {
    await expect(run({ "x.json": source })).rejects.toThrow(
      "is no template of SES or Pinpoint as the AWS CLI prints it",
    );
  });

  test("needs to be told what", async () => {
    await expect(run({})).rejects.toMatchObject({ exitCode: 2 });
  });

  test("--ses reads page after page of what SES keeps", async () => {
    const asked: string[] = [];
    const send = async (command: { input: Record<string, string> }) => {
      const { input } = command;
      const { name } = command.constructor;
      asked.push(`${name} ${input["TemplateName"] ?? input["NextToken"] ?? ""}`.trim());
      if (name === "GetTemplateCommand") {
        return { Template: { TemplateName: input["TemplateName"], TextPart: "Hi" } };
      }
      return input["NextToken"] === undefined
        ? { TemplatesMetadata: [{ Name: "a" }], NextToken: "more" }
        : { TemplatesMetadata: [{ Name: "b" }] };
    };
    const templates = await readSesTemplates({ send } as unknown as SESClient);
    expect(asked).toEqual([
      "ListTemplatesCommand",
      "GetTemplateCommand a",
      "ListTemplatesCommand more",
      "GetTemplateCommand b",
    ]);
    expect(templates).toMatchObject([
      { name: "a", kind: "email", text: "Hi" },
      { name: "b", kind: "email" },
    ]);
  });
});
