import * as z from "zod/mini";

/** A schema for text that holds JSON. */
export function json<Schema extends z.ZodMiniType>(schema: Schema) {
  return z.pipe(
    z.pipe(
      z.string(),
      z.transform((text, context) => {
        try {
          return JSON.parse(text) as unknown;
        } catch {
          context.issues.push({ code: "custom", message: "is not JSON", input: undefined });
          return z.NEVER;
        }
      }),
    ),
    schema,
  );
}

/** A schema for text that holds a whole number of at least `minimum`. */
export function wholeNumber(minimum: number) {
  return z.pipe(
    z.pipe(
      z.string(),
      z.transform((text) => Number(text)),
    ),
    z.number().check(z.int(), z.gte(minimum)),
  );
}

/** A schema for a StringList whose every item is one of `allowed`. */
export function listOf(allowed: readonly string[]) {
  return z.pipe(
    z.pipe(
      z.string(),
      z.transform((text) => text.split(",").map((item) => item.trim())),
    ),
    z
      .array(z.enum(allowed, `must be one of ${allowed.join(", ")}`))
      .check(z.refine((items) => new Set(items).size === items.length, "names something twice")),
  );
}
