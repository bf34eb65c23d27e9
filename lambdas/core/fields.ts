import * as z from "zod/mini";

/**
 * Text; a value of another type is a fault that says so, and so is a missing one. Half of a
 * surrogate pair is one too: DynamoDB and every provider take UTF-8, which cannot hold it.
 */
export function text(): z.ZodMiniString<string> {
  return z
    .string({ error: needs("text") })
    .check(z.refine((value) => value.isWellFormed(), { error: illFormed, abort: true }));
}

/** What a caller is told of text with half of a surrogate pair. */
export const illFormed = "must be well-formed Unicode: it holds half of a character";

/** Text that matches a pattern; `detail` is what a caller is told of text that does not. */
export function matching(pattern: RegExp, detail: string): z.ZodMiniString<string> {
  return text().check(z.regex(pattern, detail));
}

/** The error for a value that is missing, or is not of the type that `what` names. */
export function needs(what: string) {
  return (issue: { input?: unknown }) =>
    issue.input === undefined ? "is required" : `must be ${what}`;
}

/** What people are told of a field: the `description` and `examples` of its JSON Schema. */
export function described(description: string, example: unknown) {
  return z.meta({ description, examples: [example] });
}

/** A moment: a `Date` in code, an ISO 8601 string in a record, so that a person can read it. */
export const storedTime = z.codec(z.string().check(z.meta({ format: "date-time" })), z.date(), {
  decode: (iso) => new Date(iso),
  encode: (date) => date.toISOString(),
});

/** Names and texts in the order of the names: a repeat is the same request in whatever order they come. */
export function byName(texts: Readonly<Record<string, string>>): Record<string, string> {
  const entries = Object.entries(texts).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(entries);
}

/** Bytes of text in UTF-8. */
export function utf8Length(text: string): number {
  return new TextEncoder().encode(text).length;
}

/** A table of fields, with a schema for each in the column of that name. */
type FieldTable<Name extends string> = Readonly<
  Record<string, Readonly<Record<Name, z.ZodMiniType>>>
>;

/** Takes one column out of a table of fields: the shape of an object schema. */
export function column<Name extends string, Table extends FieldTable<Name>>(
  table: Table,
  name: Name,
): { readonly [Field in keyof Table]: Table[Field][Name] } {
  const entries = Object.entries(table).map(([field, columns]) => [field, columns[name]]);
  return Object.fromEntries(entries);
}
