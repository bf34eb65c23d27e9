import type { CodeTable } from "./code-table.ts";

/** A provider's codes in words: what `words.ts` in its folder exports. */
export interface CodeWords {
  readonly codes: CodeTable;
  /** What codes mean, each in a sentence for people. A code that is not here goes by its outcome. */
  readonly texts: Readonly<Record<string, string>>;
  /** The page on codes that are not in the table, as those of receipts. */
  readonly page: string;
}

/** What one code means. */
export interface CodeExplanation {
  readonly text: string;
  /** The page that says so. */
  readonly url?: string;
}

/** The text of a code, if it has one. */
export function textOf(texts: Readonly<Record<string, string>>, code: string): string | undefined {
  return Object.hasOwn(texts, code) ? texts[code] : undefined;
}
