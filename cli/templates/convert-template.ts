import { stringify } from "yaml";
import { templateNamePattern } from "../../lambdas/core/template-choice.ts";
import { checkLiquid } from "../../lib/templates/check-liquid.ts";
import type { ForeignTemplate } from "./foreign-template.ts";
import { convertHandlebars } from "./handlebars.ts";

/** A template as a file of Herald's, or why it cannot be one. */
export type ConvertedTemplate =
  | {
      /** In the folder of templates: `order-ready/default/email.liquid`. */
      readonly file: string;
      readonly text: string;
    }
  | { readonly problems: readonly string[] };

/** Makes a file of a template of SES or Pinpoint. Nothing of it is changed in its meaning, or it is none. */
export function convertTemplate(template: ForeignTemplate): ConvertedTemplate {
  const { name, kind, defaults } = template;
  const problems: string[] = [];
  const convert = (part: "subject" | "title" | "text" | "html") => {
    const source = template[part];
    if (source === undefined) {
      return undefined;
    }
    const converted = convertHandlebars(source, { isHtml: part === "html", defaults });
    const { mistakes } = checkLiquid({ source: converted.liquid, line: 1 }, new Set());
    const found = converted.problems.length > 0 ? converted.problems : mistakes;
    problems.push(...found.map(({ line, detail }) => `${part}, line ${line}: ${detail}`));
    return converted.liquid;
  };
  const [subject, title] = [convert("subject"), convert("title")];
  const [text, html] = [convert("text"), convert("html")];
  const folder = folderName(name);
  if (!templateNamePattern.test(folder)) {
    problems.push("its name has no letter that a folder could be named by");
  }
  if (text === undefined && html === undefined) {
    problems.push("it has no text");
  }
  if (kind === "email" && text?.trimStart().startsWith("<")) {
    problems.push("text, line 1: what begins with < would be taken for HTML");
  }
  return problems.length > 0
    ? { problems }
    : {
        file: `${folder}/default/${kind}.liquid`,
        text: `${frontMatter({ subject, title })}${asHtml(html) ?? text}`.replace(/\n*$/, "\n"),
      };
}

/** `Order_Ready` is `order-ready`. */
function folderName(name: string): string {
  const words = name.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");
  return words.replace(/^[^a-z]+|-+$/g, "").slice(0, 64);
}

/** There is always one, as a text may begin with what looks like it. */
function frontMatter(parts: Readonly<Record<string, string | undefined>>): string {
  const given = Object.entries(parts).filter(([, part]) => part !== undefined);
  const yaml = given.length === 0 ? "" : stringify(Object.fromEntries(given), { lineWidth: 0 });
  return `---\n${yaml}---\n`;
}

/** A body is HTML if it begins with a tag. */
function asHtml(html: string | undefined): string | undefined {
  return html === undefined || html.trimStart().startsWith("<") ? html : `<div>${html}</div>`;
}
