/** What names mean in a place of a template. */
export interface NameScope {
  /** What `this` is, as Liquid names it: innermost first. There is none outside of blocks. */
  readonly contexts: readonly string[];
}

/** What cannot be said in Liquid; the message says why. */
export class NotConvertible extends Error {
  override readonly name = "NotConvertible";
}

const segments = /^(?:[\w-]+|\[[^\]"']+\])(?:\.?\[[^\]"']+\]|\.[\w-]+)*$/;

const loopWords: Readonly<Record<string, string>> = {
  "@index": "forloop.index0",
  "@first": "forloop.first",
  "@last": "forloop.last",
};

/** Names that Liquid takes for values. */
const values = ["true", "false", "nil", "null", "undefined", "empty", "blank"];

/**
 * A path of Handlebars as Liquid writes it: `items[0].price` of `items.[0].price`.
 *
 * @throws NotConvertible
 * @see https://handlebarsjs.com/guide/expressions.html#path-expressions
 */
export function liquidPath(path: string, { contexts }: NameScope): string {
  const word = loopWords[path];
  if (word !== undefined && contexts.length > 0) {
    return word;
  }
  if (path.startsWith("@root.")) {
    return joined("", path.slice("@root.".length));
  }
  const [up = ""] = /^(?:\.\.\/)*/.exec(path) ?? [];
  const rest = path.slice(up.length).replace(/^(?:this|\.)(?:[./]|$)/, "");
  const isThis = rest !== path.slice(up.length);
  const levels = up.length / "../".length;
  if (levels > contexts.length || (rest === "" && contexts[levels] === undefined)) {
    throw new NotConvertible(`there is nothing that ${path} could be here`);
  }
  const context = contexts[levels] ?? "";
  return rest === "" && isThis ? context : joined(context, rest);
}

function joined(context: string, path: string): string {
  if (!segments.test(path)) {
    throw new NotConvertible(`${path} is no path that Liquid has`);
  }
  const parts = path.match(/\[[^\]]+\]|[\w-]+/g) ?? [];
  return parts.reduce((before, part) => step(before, part.replace(/^\[|\]$/g, "")), context);
}

function step(before: string, name: string): string {
  if (/^\d+$/.test(name) && before !== "") {
    return `${before}[${name}]`;
  }
  const isPlain = /^[A-Za-z_][\w-]*$/.test(name);
  if (before === "") {
    if (!isPlain || values.includes(name)) {
      throw new NotConvertible(`Liquid has no variable ${name}`);
    }
    return name;
  }
  return isPlain ? `${before}.${name}` : `${before}["${name}"]`;
}
