import * as z from "zod/mini";

/** A submitted field as a response shows it: its type, without the checks that it has passed. */
export type Shown<Field> =
  Field extends z.ZodMiniOptional<infer Inner>
    ? z.ZodMiniOptional<Shown<Inner>>
    : Field extends z.ZodMiniDefault<infer Inner>
      ? Shown<Inner>
      : Field;

/** The fields of a submission as a response shows them. */
export function asShown<Shape extends z.core.$ZodShape>(
  shape: Shape,
): { [Name in keyof Shape]: Shown<Shape[Name]> } {
  const fields = Object.entries(shape).map(([name, field]) => [name, fieldAsShown(field)]);
  return Object.fromEntries(fields);
}

function fieldAsShown(field: z.core.$ZodType): z.core.$ZodType {
  if (field instanceof z.core.$ZodOptional) {
    return z.optional(fieldAsShown(field._zod.def.innerType));
  }
  if (field instanceof z.core.$ZodDefault) {
    return fieldAsShown(field._zod.def.innerType);
  }
  if (field instanceof z.core.$ZodISODateTime) {
    return z.iso.datetime();
  }
  if (field instanceof z.core.$ZodString) {
    return z.string();
  }
  return field instanceof z.core.$ZodBoolean ? z.boolean() : field;
}
