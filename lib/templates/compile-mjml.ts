import { createRequire } from "node:module";
import type { Engine } from "mrml";

/** A mail's HTML, or what is wrong with its MJML, by the line of the MJML. */
export type CompiledMjml =
  | { readonly html: string }
  | { readonly mistakes: readonly { readonly line: number; readonly detail: string }[] };

type Result = ReturnType<Engine["toHtml"]>;

type Failure = Extract<Result, { readonly type: "error" }>;

const require = createRequire(import.meta.url);

const liquid = /\{\{[\s\S]*?\}\}|\{%[\s\S]*?%\}/g;

/**
 * Makes HTML of MJML that has Liquid in it.
 *
 * @see https://documentation.mjml.io
 */
export function compileMjml(mjml: string): CompiledMjml {
  const engine = new (mrml().Engine)();
  const result = engine.toHtml(mjml);
  engine.free();
  if (result.type === "error") {
    return { mistakes: [{ line: lineOfFailure(mjml, result), detail: explain(result) }] };
  }
  const mistakes = [
    ...result.warnings.map(({ kind, span }) => ({
      line: lineAt(mjml, span.start),
      detail: `MJML: ${kind.replaceAll("-", " ")}`,
    })),
    ...unknownElements(mjml, result.content),
    ...lostLiquid(mjml, result.content),
  ];
  return mistakes.length > 0 ? { mistakes } : { html: result.content };
}

/** Loaded only here: who has no MJML needs no compiler. */
function mrml(): { readonly Engine: typeof Engine } {
  try {
    return require("mrml");
  } catch {
    throw new Error("mrml is not installed: npm install --save-dev mrml");
  }
}

/** The compiler leaves elements that it does not know as they are. */
function unknownElements(mjml: string, html: string) {
  const names = new Set([...html.matchAll(/<(mj-[\w-]+)/g)].map(([, name = ""]) => name));
  return [...names].map((name) => ({
    line: lineAt(mjml, mjml.indexOf(`<${name}`)),
    detail: `MJML has no element ${name}`,
  }));
}

/** The compiler drops what stands where MJML has no place for text. */
function lostLiquid(mjml: string, html: string) {
  const left = [...html.matchAll(liquid)].map(([text]) => text);
  const mistakes = [];
  for (const { 0: text, index } of withoutComments(mjml).matchAll(liquid)) {
    const at = left.indexOf(text);
    if (at === -1) {
      const detail = `${text} does not reach the HTML: put it into <mj-raw>`;
      mistakes.push({ line: lineAt(mjml, index), detail });
    } else {
      left.splice(at, 1);
    }
  }
  return mistakes;
}

/** As long as before. */
function withoutComments(mjml: string): string {
  return mjml.replace(/<!--[\s\S]*?-->/g, (comment) => comment.replace(/[^\n]/g, " "));
}

function explain({ message, ...failure }: Failure): string {
  const source =
    failure.origin === "parser" && "source" in failure.details ? `: ${failure.details.source}` : "";
  return `MJML: ${message.replace(" in root template", "").replace(/ at position [\d:]+$/, "")}${source}`;
}

/** Where the compiler says; it finds what is not closed at the end. */
function lineOfFailure(mjml: string, failure: Failure): number {
  if (failure.origin === "parser" && "position" in failure.details) {
    return lineAt(mjml, failure.details.position.start);
  }
  const source =
    failure.origin === "parser" && "source" in failure.details ? failure.details.source : "";
  const [, line] = / at (\d+):\d+/.exec(source) ?? [];
  return line === undefined ? lineAt(mjml.trimEnd(), mjml.length) : Number(line);
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split("\n").length;
}
