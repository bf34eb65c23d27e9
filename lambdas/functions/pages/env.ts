import * as z from "zod/mini";

/** The pages function's environment. */
export const pagesEnvironment = z.object({
  /** How callers prove who they are. */
  AUTHENTICATION: z.enum(["api-key", "iam"]),
  /** Where users' preferences are. */
  NOTIFICATIONS_TABLE: z.string(),
});
