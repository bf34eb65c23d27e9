import * as z from "zod/mini";
import { callersVariable } from "../../api/callers.ts";
import { addressKinds } from "../../core/address.ts";
import { contentMeasures } from "../../core/content-limits.ts";
import { json } from "../../core/json-text.ts";
import { limitsSchema } from "../../core/limits.ts";
import { userIdForms } from "../../core/sealed-user.ts";
import { wholeNumber } from "../../runtime/whole-number.ts";

/** The intake function's environment. */
export const intakeEnvironment = z.object({
  NOTIFICATIONS_TABLE: z.string(),
  /** The bucket that keeps attachments and templates. Without it, in the middle of a deployment, its calls fail. */
  CONTENT_BUCKET: z._default(z.string(), ""),
  /** Where this stage's SSM parameters are, without a slash at the end: `/herald/sandbox`. */
  PARAMETER_PREFIX: z.string(),
  /** JSON: each deployed channel's queue, and the address that each provider it may use needs. */
  CHANNELS: json(
    z.record(
      z.string(),
      z.object({
        queueUrl: z.string(),
        addresses: z.record(z.string(), z.nullable(z.enum(addressKinds))),
        /** Whether text is cut that is too long for a provider. */
        truncate: z.optional(z.boolean()),
      }),
    ),
  ),
  /** JSON: the providers that can do without their address. */
  PROVIDERS_WITHOUT_ADDRESS: z._default(json(z.array(z.string())), []),
  /** JSON: how much providers carry at most, those that say so. */
  CONTENT_LIMITS: z._default(
    json(z.record(z.string(), z.object({ measure: z.enum(contentMeasures), max: z.number() }))),
    {},
  ),
  /** JSON: who may call. */
  CALLERS: callersVariable,
  /** JSON: the channels enabled where the SSM parameter never held a good value. */
  DEFAULT_ENABLED_CHANNELS: json(z.array(z.string())),
  /** The hourly limit where the SSM parameter never held a good value. */
  DEFAULT_RESPONSES_PER_HOUR: wholeNumber(0),
  /** JSON: the limits where the SSM parameter never held a good value. */
  DEFAULT_LIMITS: json(limitsSchema()),
  /** How messages say whose they are. */
  USER_IDS: z.enum(userIdForms),
  /** Days that records are kept after they are written. */
  RETENTION_DAYS: wholeNumber(1),
  /** Seconds for which parameters are cached; at most 30. */
  CONFIGURATION_CACHE_SECONDS: wholeNumber(0),
});
