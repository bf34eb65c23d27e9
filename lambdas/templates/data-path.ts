import { maxShownName } from "../core/field-fault.ts";

/** The field of a call that a place in a template's data is: `template.data.order.items.0.price`. */
export function dataPath(path: readonly string[]): string {
  return ["template", "data", ...path.map(shown)].join(".");
}

/** Callers choose these names. */
function shown(name: string): string {
  const short = name.length > maxShownName ? `${name.slice(0, maxShownName)}…` : name;
  return short.toWellFormed();
}
