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
