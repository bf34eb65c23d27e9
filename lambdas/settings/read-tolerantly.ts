import * as z from "zod/mini";

/** What a parameter's text came to; no string of it holds the value. */
export type TolerantReading =
  | { readonly value: unknown; readonly unknown: UnknownParts | undefined }
  | { readonly faults: readonly string[] };

/** What was passed over: fields of JSON or names of a list that another release may know. */
export interface UnknownParts {
  readonly kind: "fields" | "names";
  /** One for each field or name. */
  readonly details: readonly string[];
}

/**
 * Reads a parameter by a schema that knows no more than this release does. What the schema does not
 * know is passed over, and the rest must be right: a newer setting does not stop an older release.
 */
export function readTolerantly(
  schema: z.ZodMiniType<unknown, string>,
  text: string,
): TolerantReading {
  const strict = z.safeParse(schema, text);
  if (strict.success) {
    return { value: strict.data, unknown: undefined };
  }
  const { issues } = strict.error;
  const details = issues.flatMap(describe);
  const known = knownPart(text, issues);
  if (known === undefined) {
    return { faults: details };
  }
  const tolerant = z.safeParse(schema, known.text);
  return tolerant.success
    ? { value: tolerant.data, unknown: { kind: known.kind, details } }
    : { faults: details };
}

/** The text without what the schema does not know, if nothing else is wrong with it. */
function knownPart(text: string, issues: readonly z.core.$ZodIssue[]) {
  if (issues.every((issue) => issue.code === "unrecognized_keys")) {
    return { kind: "fields" as const, text: withoutFields(text, issues) };
  }
  const places = issues.map(({ code, path: [place] }) => code === "invalid_value" && place);
  if (places.every((place) => typeof place === "number")) {
    return { kind: "names" as const, text: withoutNames(text, places) };
  }
  return undefined;
}

function withoutFields(text: string, issues: readonly z.core.$ZodIssueUnrecognizedKeys[]): string {
  const json: unknown = JSON.parse(text);
  for (const { path, keys } of issues) {
    const holder = path.reduce<unknown>((each, key) => Reflect.get(Object(each), key), json);
    for (const key of keys) {
      Reflect.deleteProperty(Object(holder), key);
    }
  }
  return JSON.stringify(json);
}

function withoutNames(text: string, places: readonly number[]): string {
  const names = text.split(",").filter((_, place) => !places.includes(place));
  return names.join(",");
}

function describe(issue: z.core.$ZodIssue): string[] {
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => `unknown field ${key}`);
  }
  const { path, message } = issue;
  return [path.length > 0 ? `${path.join(".")}: ${message}` : message];
}
