import type * as z from "zod/mini";

/** What is wrong with one field of a request: `field` is its path, `channels.1`. */
export interface FieldFault {
  readonly field: string;
  readonly detail: string;
}

/** Faults that a caller is told of at once. */
export const maxFaults = 20;

/** Characters of an unknown field's name that a caller is shown. */
export const maxShownName = 64;

/**
 * What is wrong with a request, by its schema. Bounded, however many fields the request has and
 * however long their names are.
 *
 * @param whole what a fault of the request as a whole is told of, e.g. `"body"`.
 * @param unknown what is said of a field that there is not.
 */
export function fieldFaults(
  { issues }: z.core.$ZodError,
  { whole, unknown }: { readonly whole: string; readonly unknown: string },
): readonly FieldFault[] {
  const faults = issues
    .flatMap(withinUnion)
    .flatMap((issue) =>
      issue.code === "unrecognized_keys"
        ? issue.keys.map((name) => ({ field: shownPath([...issue.path, name]), detail: unknown }))
        : [{ field: shownPath(issue.path) || whole, detail: detailOf(issue) }],
    );
  const more = faults.length - maxFaults;
  return more > 0
    ? [...faults.slice(0, maxFaults), { field: whole, detail: `has ${more} more faults` }]
    : faults;
}

/** Of what may be of several types, what is wrong with it as the one that it is. */
function withinUnion(issue: z.core.$ZodIssue): readonly z.core.$ZodIssue[] {
  if (issue.code !== "invalid_union") {
    return [issue];
  }
  const isOther = ({ code, path }: z.core.$ZodIssue) =>
    code === "invalid_type" && path.length === 0;
  const meant = issue.errors.find((each) => !each.some(isOther)) ?? issue.errors[0] ?? [];
  return meant.map((each) => ({ ...each, path: [...issue.path, ...each.path] }));
}

/** Of a name that may not be, what is wrong with it as a name. */
function detailOf(issue: z.core.$ZodIssue): string {
  const [ofName] = issue.code === "invalid_key" ? issue.issues : [];
  return (ofName ?? issue).message;
}

/** A caller's own names may be in it. */
function shownPath(path: readonly PropertyKey[]): string {
  return path.map((each) => shownName(String(each))).join(".");
}

function shownName(name: string): string {
  const shown = name.length > maxShownName ? `${name.slice(0, maxShownName)}…` : name;
  return shown.toWellFormed();
}
