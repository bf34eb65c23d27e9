import type { OutcomeKind } from "../core/outcome.ts";

/** What a failed call can come to. */
export type FailureKind = Exclude<OutcomeKind, "accepted">;

/** Codes that come to the same, for the same reason. */
export interface CodeGroup {
  readonly kind: FailureKind;
  /** The page that says so; `{code}` in it stands for the code. */
  readonly source: string;
  readonly codes: readonly (string | number)[];
  /** Whether they mean the address itself: it is then suppressed, for every provider. */
  readonly suppress?: true;
}

/** What one code comes to. */
export interface ListedCode {
  readonly kind: FailureKind;
  readonly source: string;
  readonly suppress?: true;
}

/** A provider's codes and what each comes to. Codes not listed go by the HTTP class. */
export type CodeTable = ReadonlyMap<string, ListedCode>;

/** Makes a table of groups. @throws Error for a code that is there twice. */
export function codeTable(groups: readonly CodeGroup[]): CodeTable {
  const table = new Map<string, ListedCode>();
  for (const { codes, ...listed } of groups) {
    for (const code of codes) {
      if (table.has(String(code))) {
        throw new Error(`the code ${code} is listed twice`);
      }
      table.set(String(code), { ...listed, source: listed.source.replace("{code}", String(code)) });
    }
  }
  return table;
}
