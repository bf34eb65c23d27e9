import * as z from "zod/mini";

/** The stage of the run on the emulator. */
export const localStage = "local";

/** The variable that tells every function its stage. */
export const stageVariable = "HERALD_STAGE";

/** The stage of the function that runs; `none` outside of one. */
export function currentStage(variables: NodeJS.ProcessEnv = process.env): string {
  return variables[stageVariable] ?? "none";
}

/** The variable with the stage's secret, for functions that hash or seal users' ids. */
export const secretVariable = "HERALD_SECRET";

/** What the variable holds; `undefined` in a function that is not told the secret. */
export function currentSecret(variables: NodeJS.ProcessEnv = process.env): string | undefined {
  return variables[secretVariable];
}

/**
 * The trace of the invocation that runs, as X-Ray names it in its header; `undefined` where X-Ray does not
 * keep it.
 *
 * https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader
 */
export function currentXRayTrace(variables: NodeJS.ProcessEnv = process.env): string | undefined {
  const header = variables["_X_AMZN_TRACE_ID"];
  return header?.includes("Sampled=1") ? header : undefined;
}

/** A function's environment does not fit its schema; the message names each variable. */
export class InvalidEnvironment extends Error {
  override readonly name = "InvalidEnvironment";
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
  if (result.success) {
    return result.data;
  }
  const faults = result.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
  throw new InvalidEnvironment(`the function's environment is wrong: ${faults.join("; ")}`);
}
