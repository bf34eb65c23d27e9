import * as z from "zod/mini";

/** A function's environment does not fit its schema; the message names each variable. */
export class InvalidEnvironment extends Error {
  override readonly name = "InvalidEnvironment";
}

/** A schema for a variable that holds JSON. */
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

/** A schema for a variable that holds a whole number of at least `minimum`. */
export function wholeNumber(minimum: number) {
  return z.pipe(
    z.pipe(
      z.string(),
      z.transform((text) => Number(text)),
    ),
    z.number().check(z.int(), z.gte(minimum)),
  );
}

/** The variables that a function's construct must set: one string for each key of its schema. */
export type EnvironmentOf<Schema extends z.ZodMiniType> = {
  readonly [Variable in keyof z.input<Schema>]: string;
};

/**
 * Parses a function's environment; called once per cold start.
 *
 * @throws InvalidEnvironment naming every variable that is missing or malformed, never its value.
 */
export function parseEnvironment<Schema extends z.ZodMiniType>(
  schema: Schema,
  variables: NodeJS.ProcessEnv = process.env,
): z.output<Schema> {
  const result = z.safeParse(schema, variables);
  if (result.success) return result.data;
  const faults = result.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
  throw new InvalidEnvironment(`the function's environment is wrong: ${faults.join("; ")}`);
}
