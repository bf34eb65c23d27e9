import * as z from "zod/mini";

/** The documentation function's environment. */
export const documentationEnvironment = z.object({
  /** How callers prove who they are. */
  AUTHENTICATION: z.enum(["api-key", "iam"]),
});
