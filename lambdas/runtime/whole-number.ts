import * as z from "zod/mini";

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
