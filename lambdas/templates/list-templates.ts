import type { TemplateSet } from "./template-set.ts";

/** A template as callers are shown it. */
export interface ListedTemplate {
  readonly name: string;
  /** Languages as BCP 47 writes them, and `default`. */
  readonly locales: readonly string[];
  /** What it has words for: `sms`, `email`, or a channel's name. */
  readonly content: readonly string[];
  /** JSON Schema, draft 2020-12, of its data; absent where any data is taken. */
  readonly schema?: Readonly<Record<string, unknown>>;
  readonly hash: string;
}

/** The templates of a set, by name. */
export function listTemplates({ templates }: TemplateSet): readonly ListedTemplate[] {
  return Object.entries(templates)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, { locales, schema, hash }]) => ({
      name,
      locales: Object.keys(locales).toSorted(),
      content: [
        ...new Set(Object.values(locales).flatMap((kinds) => Object.keys(kinds))),
      ].toSorted(),
      ...(schema && { schema }),
      hash,
    }));
}
