import type { Problem } from "../client/herald-client.ts";

/** The parts of a call's template that have a control of their own in the form. */
const templateParts = new Set(["locale", "timeZone", "data"]);

/**
 * What is wrong, by the name of the form's control that it stands at: `template.data.order.number` at
 * `template-data`, where it begins with `order.number: `. Several faults of one control are told together.
 */
export function faultsByControl(
  errors: NonNullable<Problem["errors"]>,
): Readonly<Record<string, string>> {
  const found = new Map<string, Set<string>>();
  for (const { field, detail } of errors) {
    const { control, place } = placeOf(field);
    const told = found.get(control) ?? new Set();
    found.set(control, told.add(place === "" ? detail : `${place}: ${detail}`));
  }
  return Object.fromEntries([...found].map(([control, told]) => [control, [...told].join("; ")]));
}

function placeOf(field: string): { readonly control: string; readonly place: string } {
  const [first = "", part = "", ...rest] = field.split(".");
  return first === "template" && templateParts.has(part)
    ? { control: `template-${part}`, place: rest.join(".") }
    : { control: first, place: "" };
}
