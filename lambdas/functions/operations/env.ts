import * as z from "zod/mini";
import { callersVariable } from "../../api/callers.ts";
import { json } from "../../core/json-text.ts";
import { userIdForms } from "../../core/sealed-user.ts";
import { wholeNumber } from "../../runtime/whole-number.ts";

/** The operations function's environment. */
export const operationsEnvironment = z.object({
  NOTIFICATIONS_TABLE: z.string(),
  PROVIDER_HEALTH_TABLE: z.string(),
  /** The bucket that keeps attachments. Without it, in the middle of a deployment, its calls fail. */
  CONTENT_BUCKET: z._default(z.string(), ""),
  /** Where this stage's SSM parameters are, without a slash at the end: `/herald/sandbox`. */
  PARAMETER_PREFIX: z.string(),
  /** JSON: each deployed channel's queues, and the ids of the providers that it may use. */
  CHANNELS: json(
    z.record(
      z.string(),
      z.object({
        queueUrl: z.string(),
        deadLetterUrl: z.string(),
        providers: z.array(z.string()),
      }),
    ),
  ),
  /** JSON: who may call. */
  CALLERS: callersVariable,
  /** JSON: the channels enabled where the SSM parameter never held a good value. */
  DEFAULT_ENABLED_CHANNELS: json(z.array(z.string())),
  /** How messages say whose they are. */
  USER_IDS: z.enum(userIdForms),
  /** Days that records are kept after they are written. */
  RETENTION_DAYS: wholeNumber(1),
  /** Seconds for which parameters are cached; at most 30. */
  CONFIGURATION_CACHE_SECONDS: wholeNumber(0),
});
