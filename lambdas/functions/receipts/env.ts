import * as z from "zod/mini";
import { json } from "../../core/json-text.ts";
import { userIdForms } from "../../core/sealed-user.ts";
import { wholeNumber } from "../../runtime/whole-number.ts";

/** The receipts function's environment. */
export const receiptsEnvironment = z.object({
  /** Where callbacks are put, and where the function receives them from. */
  QUEUE_URL: z.string(),
  NOTIFICATIONS_TABLE: z.string(),
  /** Where this stage's SSM parameters are, without a slash at the end: `/herald/sandbox`. */
  PARAMETER_PREFIX: z.string(),
  /** JSON: the providers that may call back, e.g. `["twilio","sendgrid"]`. */
  CALLBACK_PROVIDERS: json(z.array(z.string())),
  /** JSON: the providers whose own events come into the queue, e.g. `["ses"]`. */
  EVENT_PROVIDERS: json(z.array(z.string())),
  /** How messages say whose they are. */
  USER_IDS: z.enum(userIdForms),
  /** Days that records are kept after they are written. */
  RETENTION_DAYS: wholeNumber(1),
  /** Seconds for which parameters are cached; at most 30. */
  CONFIGURATION_CACHE_SECONDS: wholeNumber(0),
});
