import { isScalar, LineCounter, parseDocument } from "yaml";

/** What may stand before a file's body, between lines of `---`. */
export const frontMatterNames = ["subject", "title"] as const;

type Name = (typeof frontMatterNames)[number];

/** A part of a file: Liquid source, and the file's line that it begins on. */
export interface SourcePart {
  readonly source: string;
  readonly line: number;
}

/** A file in its parts, and what is wrong with its front matter. */
export interface SplitFile {
  readonly parts: Readonly<Partial<Record<Name, SourcePart>>>;
  readonly body: SourcePart;
  readonly mistakes: readonly { readonly line: number; readonly detail: string }[];
}

const frontMatter = /^---[ \t]*\r?\n([\s\S]*?)(?<=\n)---[ \t]*(?:\r?\n|$)/;

/** Splits a file into its front matter, which is YAML, and its body. */
export function splitFile(text: string): SplitFile {
  const [whole, yaml] = frontMatter.exec(text) ?? [];
  if (whole === undefined || yaml === undefined) {
    return { parts: {}, body: { source: text, line: 1 }, mistakes: [] };
  }
  const body = { source: text.slice(whole.length), line: linesIn(whole) + 1 };
  return { ...readYaml(yaml), body };
}

function readYaml(yaml: string): Omit<SplitFile, "body"> {
  const lineCounter = new LineCounter();
  const document = parseDocument(yaml, { lineCounter, prettyErrors: false });
  const lineAt = (offset = 0) => lineCounter.linePos(offset).line + 1;
  const faults = document.errors.map(({ pos: [at], message }) => ({
    line: lineAt(at),
    detail: `the front matter is no YAML: ${message} (put texts with {{ into quotes)`,
  }));
  if (faults.length > 0) {
    return { parts: {}, mistakes: faults };
  }
  const entries = Object.entries(Object(document.toJS()));
  const read = entries.map(([name, value]) => {
    const node = document.get(name, true);
    const line = lineAt(isScalar(node) ? node.range?.[0] : 0);
    return { name, value, line };
  });
  const isPart = ({ name, value }: (typeof read)[number]) =>
    isName(name) && typeof value === "string";
  return {
    parts: Object.fromEntries(
      read.filter(isPart).map(({ name, value, line }) => [name, { source: String(value), line }]),
    ),
    mistakes: read
      .filter((each) => !isPart(each))
      .map(({ name, line }) => ({
        line,
        detail: isName(name)
          ? `${name} must be a text: put it into quotes`
          : `the front matter knows no "${name}", only ${frontMatterNames.join(" and ")}`,
      })),
  };
}

function isName(name: string): name is Name {
  return frontMatterNames.some((each) => each === name);
}

function linesIn(text: string): number {
  return text.split("\n").length - 1;
}
