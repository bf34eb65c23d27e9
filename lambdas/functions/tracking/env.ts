import * as z from "zod/mini";
import { callersVariable } from "../../api/callers.ts";
import { json } from "../../core/json-text.ts";

/** The tracking function's environment. */
export const trackingEnvironment = z.object({
  NOTIFICATIONS_TABLE: z.string(),
  /** JSON: the names of the deployed channels. */
  CHANNELS: json(z.array(z.string())),
  /** JSON: who may call. */
  CALLERS: callersVariable,
});
