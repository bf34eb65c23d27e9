import * as z from "zod/mini";
import { providerOrders } from "../../core/channel.ts";
import { json } from "../../core/json-text.ts";
import { wholeNumber } from "../../runtime/whole-number.ts";

/** A channel function's environment. */
export const channelEnvironment = z.object({
  /** The channel's name, e.g. `sms`. */
  CHANNEL: z.string(),
  QUEUE_URL: z.string(),
  NOTIFICATIONS_TABLE: z.string(),
  /** The bucket that keeps attachments; left out where no provider of the channel sends mail. */
  CONTENT_BUCKET: z.optional(z.string()),
  /** Where this stage's SSM parameters are, without a slash at the end: `/herald/sandbox`. */
  PARAMETER_PREFIX: z.string(),
  /** JSON: ids of the providers that the function has permissions for, e.g. `["twilio","sns"]`. */
  ALLOWED_PROVIDERS: json(z.array(z.string())),
  /** JSON: seconds to wait after each attempt that no provider accepted, e.g. `[30,120,600]`. */
  RETRY_DELAYS_SECONDS: json(z.array(z.number())),
  /** What follows an outcome that is unknown: the next provider, or the delivery's end. */
  AFTER_UNKNOWN: z.enum(["resend", "hold"]),
  /** In which order a delivery tries the providers. */
  PROVIDER_ORDER: z._default(z.enum(providerOrders), "listed"),
  /** Whether text that is too long for a provider is cut. */
  TRUNCATE: z._default(json(z.boolean()), false),
  /** Where all functions share what they know of the providers' health. */
  PROVIDER_HEALTH_TABLE: z.string(),
  /** JSON: when a provider counts as down, and for how long. */
  HEALTH_POLICY: json(
    z.object({
      failuresToOpen: z.number(),
      openSeconds: z.number(),
      longestOpenSeconds: z.number(),
    }),
  ),
  /** Days that records are kept after they are written. */
  RETENTION_DAYS: wholeNumber(1),
  /** Seconds for which parameters are cached; at most 30. */
  CONFIGURATION_CACHE_SECONDS: wholeNumber(0),
});
