import * as z from "zod";
import { scopes } from "../lambdas/core/caller.ts";
import { distinct } from "./deployment-config-values.ts";
import { firstKey } from "./names.ts";

/** One caller, as a stage is deployed with it. */
export const callerSchema = z.strictObject({
  /** What it may do; each route needs one. */
  scopes: distinct(z.array(z.enum(scopes)).min(1)),
  /**
   * Requests that each of its keys may make in a day. API Gateway counts them as well as it can: it
   * keeps a caller within bounds, and is no exact limit.
   */
  requestsPerDay: z.int().min(1).optional(),
  /** Requests a second of each of its keys; with `burst`, and within `requestThrottling`. */
  ratePerSecond: z.int().min(1).optional(),
  /** Requests at once. */
  burst: z.int().min(1).optional(),
  /**
   * Names of its API keys: one, or two while callers go over from one to the other. A key keeps its
   * value as long as its name is here. The first one is `1` if left out.
   */
  keys: distinct(
    z
      .array(
        z.string().regex(/^[a-z0-9][a-z0-9-]{0,31}$/, {
          error: "must be 1 to 32 lower case letters, digits and dashes, no dash first",
        }),
      )
      .min(1)
      .max(2),
  ).default([firstKey]),
});
