import * as z from "zod/mini";

/** The deployment function's environment. */
export const deploymentEnvironment = z.object({
  /** Where this stage's SSM parameters are, without a slash at the end: `/herald/sandbox`. */
  PARAMETER_PREFIX: z.string(),
  /** The full name of the parameter with the stage's secret. */
  SECRET_PARAMETER: z.string(),
});
