import { readFileSync } from "node:fs";
import type { KindSource } from "../../lambdas/templates/template-set.ts";
import { compileMjml } from "./compile-mjml.ts";
import type { SourcePart, SplitFile } from "./front-matter.ts";
import { frontMatterNames, splitFile } from "./front-matter.ts";
import type { Mistake } from "./mistake.ts";

/** What the files of one kind say. */
export interface ReadKind {
  readonly source: KindSource;
  /** Whatever is Liquid in the files, to be checked. */
  readonly texts: readonly { readonly file: string; readonly part: SourcePart }[];
  readonly mistakes: readonly Mistake[];
}

/**
 * Reads what one kind is told in one locale.
 *
 * @param files `sms.liquid`; or of mail `email.liquid`, `email.mjml`, or both.
 */
export function readKind(kind: string, files: readonly string[]): ReadKind {
  const read = files.map((file) => readFile(kind, file));
  const mistakes = read.flatMap((each) => each.mistakes);
  const source = Object.assign({}, ...read.map((each) => each.source)) as KindSource;
  const twice = frontMatterNames.find(
    (name) => read.filter((each) => each.source[name] !== undefined).length > 1,
  );
  if (twice !== undefined) {
    mistakes.push({ file: files[1] ?? "", detail: `${twice} is in ${files[0]} as well` });
  }
  const isEmpty = source.message === undefined && source.html === undefined;
  if (isEmpty && mistakes.length === 0) {
    mistakes.push({ file: files[0] ?? "", detail: "has no text" });
  }
  return { source, texts: read.flatMap((each) => each.texts), mistakes };
}

function readFile(kind: string, file: string): ReadKind {
  const split = splitFile(readFileSync(file, "utf8"));
  const body = readBody(kind, file, split.body);
  return {
    source: { ...frontMatterOf(split), ...body.source },
    texts: [...Object.values(split.parts), split.body].map((part) => ({ file, part })),
    mistakes: [...split.mistakes, ...body.mistakes].map((mistake) => ({ file, ...mistake })),
  };
}

function frontMatterOf({ parts: { subject, title } }: SplitFile): KindSource {
  return {
    ...(subject !== undefined && { subject: subject.source }),
    ...(title !== undefined && { title: title.source }),
  };
}

function readBody(
  kind: string,
  file: string,
  { source, line }: SourcePart,
): { source: KindSource; mistakes: readonly { readonly line: number; readonly detail: string }[] } {
  if (file.endsWith(".mjml")) {
    const compiled = compileMjml(source);
    return "html" in compiled
      ? { source: { html: compiled.html }, mistakes: [] }
      : {
          source: {},
          mistakes: compiled.mistakes.map((each) => ({ ...each, line: each.line + line - 1 })),
        };
  }
  if (source.trim() === "") {
    return { source: {}, mistakes: [] };
  }
  const isHtml = kind === "email" && firstVisible(source) === "<";
  return { source: isHtml ? { html: source } : { message: source }, mistakes: [] };
}

/** The first character that a reader of the source would see sent. */
function firstVisible(source: string): string | undefined {
  return source.replace(/\{%[\s\S]*?%\}/g, "").trimStart()[0];
}
