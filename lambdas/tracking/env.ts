import * as z from "zod/mini";
import { json } from "../runtime/text-schemas.ts";

/** The tracking function's environment. */
export const trackingEnvironment = z.object({
  NOTIFICATIONS_TABLE: z.string(),
  /** JSON: the names of the deployed channels. */
  CHANNELS: json(z.array(z.string())),
});
