import * as z from "zod/mini";

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
