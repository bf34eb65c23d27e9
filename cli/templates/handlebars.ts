import { liquidPath, NotConvertible } from "./handlebars-path.ts";

/** A text in Liquid, or what of it has no words there. */
export interface ConvertedText {
  readonly liquid: string;
  readonly problems: readonly { readonly line: number; readonly detail: string }[];
}

export interface ConvertOptions {
  /** Whether `{{{x}}}` and `{{x}}` differ. */
  readonly isHtml: boolean;
  /** What stands in the place of what is missing, by path as the text writes it. */
  readonly defaults: Readonly<Record<string, string>>;
}

const tag = /(\\?)\{\{(~?)(\{?)([\s\S]*?)\}?(~?)\}\}/g;

const comment = /\{\{~?!(?:--[\s\S]*?--|[\s\S]*?)~?\}\}/g;

/**
 * Makes Liquid of the Handlebars that Amazon SES and Pinpoint templates are written in: variables, `if`,
 * `unless`, `each`, `with` and `else`. Helpers, partials and block parameters have no equivalent.
 *
 * @see https://docs.aws.amazon.com/ses/latest/dg/send-personalized-email-advanced.html
 */
export function convertHandlebars(text: string, options: ConvertOptions): ConvertedText {
  const source = text.replace(comment, (whole) => whole.replaceAll(/[^\n]/g, ""));
  return new Conversion(source, options).convert();
}

interface Block {
  readonly word: string;
  readonly line: number;
  /** What `this` is in it; absent where it is what it was before. */
  readonly context?: string;
}

/** How blocks end in Liquid. */
const ends: Readonly<Record<string, string>> = {
  if: "endif",
  unless: "endunless",
  each: "endfor",
  with: "endif",
};

class Conversion {
  readonly #source: string;
  readonly #options: ConvertOptions;
  readonly #problems: { line: number; detail: string }[] = [];
  readonly #blocks: Block[] = [];

  constructor(source: string, options: ConvertOptions) {
    this.#source = source;
    this.#options = options;
  }

  convert(): ConvertedText {
    let liquid = "";
    let end = 0;
    for (const match of this.#source.matchAll(tag)) {
      liquid += literal(this.#source.slice(end, match.index));
      liquid += this.#convertTag(match);
      end = match.index + match[0].length;
    }
    for (const { word, line } of this.#blocks) {
      this.#problems.push({ line, detail: `{{#${word}}} is not closed` });
    }
    return { liquid: liquid + literal(this.#source.slice(end)), problems: this.#problems };
  }

  #convertTag(match: RegExpExecArray): string {
    const [whole, backslash, left, brace, inner = "", right] = match;
    const line = this.#source.slice(0, match.index).split("\n").length;
    try {
      if (backslash !== "") {
        throw new NotConvertible("an escaped {{ has no equivalent");
      }
      const expression = inner.trim();
      const converted = this.#convertExpression(expression, brace !== "", line);
      return converted === undefined ? "" : trimmed(converted, left !== "", right !== "");
    } catch (error) {
      if (!(error instanceof NotConvertible)) {
        throw error;
      }
      this.#problems.push({ line, detail: `${whole}: ${error.message}` });
      return "";
    }
  }

  #convertExpression(expression: string, isTriple: boolean, line: number): string {
    if (isTriple || expression.startsWith("&")) {
      return this.#output(expression.replace(/^&\s*/, ""), { isRaw: true });
    }
    const [, sign = "", word = "", rest = ""] =
      /^([#/>^]?)\s*(\S*)\s*([\s\S]*)$/.exec(expression) ?? [];
    if (sign === "#") {
      return this.#open(word, rest, line);
    }
    if (sign === "/") {
      return this.#close(word);
    }
    if (sign === ">") {
      throw new NotConvertible("partials have to be written by hand");
    }
    if (expression === "else" || expression === "^") {
      return this.#else();
    }
    if (word === "else") {
      return this.#elseIf(rest);
    }
    return this.#output(expression, { isRaw: false });
  }

  #output(expression: string, { isRaw }: { readonly isRaw: boolean }): string {
    if (/\s/.test(withoutBrackets(expression))) {
      throw new NotConvertible(`there is no helper ${expression.split(/\s/, 1)[0]}`);
    }
    const { defaults, isHtml } = this.#options;
    const path = this.#path(expression);
    const text = Object.hasOwn(defaults, expression) ? defaults[expression] : undefined;
    const filters = [
      ...(text === undefined ? [] : [`default: ${quoted(text)}`]),
      ...(isRaw && isHtml ? ["raw"] : []),
    ];
    return `{{ ${[path, ...filters].join(" | ")} }}`;
  }

  #open(word: string, rest: string, line: number): string {
    if (!Object.hasOwn(ends, word)) {
      throw new NotConvertible(`there is no block ${word}`);
    }
    const path = this.#path(rest);
    if (word === "each") {
      const context = this.#freeName();
      this.#blocks.push({ word, line, context });
      return `{% for ${context} in ${path} %}`;
    }
    this.#blocks.push({ word, line, ...(word === "with" && { context: path }) });
    return `{% ${word === "unless" ? "unless" : "if"} ${truth(path)} %}`;
  }

  #close(word: string): string {
    const block = this.#blocks.at(-1);
    if (block?.word !== word) {
      throw new NotConvertible("there is no such block to close here");
    }
    this.#blocks.pop();
    return `{% ${ends[word]} %}`;
  }

  #else(): string {
    const block = this.#blocks.pop();
    if (block === undefined) {
      throw new NotConvertible("there is no block here");
    }
    // What follows is outside of the item, or of what `with` named.
    this.#blocks.push({ word: block.word, line: block.line });
    return "{% else %}";
  }

  #elseIf(rest: string): string {
    const [, condition = ""] = /^if\s+(\S+)$/.exec(rest) ?? [];
    const { word = "" } = this.#blocks.at(-1) ?? {};
    if (condition === "" || !["if", "unless"].includes(word)) {
      throw new NotConvertible("only if and unless have an else if");
    }
    return `{% elsif ${truth(this.#path(condition))} %}`;
  }

  #path(path: string): string {
    if (/[\s()|]/.test(withoutBrackets(path))) {
      throw new NotConvertible("only a variable can stand here");
    }
    const contexts = this.#blocks.flatMap(({ context }) => context ?? []).toReversed();
    return liquidPath(path, { contexts });
  }

  /** No name that the text has, whatever it means there. */
  #freeName(): string {
    const taken = this.#blocks.map(({ context }) => context);
    const names = ["item", ...Array.from({ length: 50 }, (_, index) => `item${index + 2}`)];
    const isFree = (name: string) =>
      !taken.includes(name) && !new RegExp(`\\b${name}\\b`).test(this.#source);
    return names.find(isFree) ?? "the-item";
  }
}

/** Names in brackets may have any character. */
function withoutBrackets(path: string): string {
  return path.replaceAll(/\[[^\]]*\]/g, "");
}

/** Handlebars takes `""`, `0` and an empty list for false, Liquid for true. */
function truth(path: string): string {
  return `${path} and ${path} != empty and ${path} != 0`;
}

/** What stands outside of tags, and would be one in Liquid. */
function literal(text: string): string {
  return text.replaceAll("{%", '{{ "{%" }}');
}

function trimmed(liquid: string, left: boolean, right: boolean): string {
  const begun = left ? `${liquid.slice(0, 2)}-${liquid.slice(2)}` : liquid;
  return right ? `${begun.slice(0, -2)}-${begun.slice(-2)}` : begun;
}

function quoted(text: string): string {
  const escaped = text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
  return `"${escaped}"`;
}
