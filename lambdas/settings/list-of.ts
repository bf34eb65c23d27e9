import * as z from "zod/mini";

/** A schema for a StringList whose every item is one of `allowed`, or what `isAllowed` takes for one. */
export function listOf(
  allowed: readonly string[],
  isAllowed = (item: string) => allowed.includes(item),
  detail = `must be one of ${allowed.join(", ")}`,
) {
  const item = z.string().check(({ value, issues }) => {
    if (!isAllowed(value)) {
      // The code by which a name that is not known is passed over: `readTolerantly`.
      issues.push({ code: "invalid_value", values: [...allowed], message: detail, input: value });
    }
  });
  return z.pipe(
    z.pipe(
      z.string(),
      z.transform((text) => text.split(",").map((name) => name.trim())),
    ),
    z
      .array(item)
      .check(z.refine((items) => new Set(items).size === items.length, "names something twice")),
  );
}
