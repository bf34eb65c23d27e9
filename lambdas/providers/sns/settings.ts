import * as z from "zod/mini";
import { providerSettingsSchema } from "../provider-module.ts";
import { baseUrlSetting, regionSetting } from "../settings.ts";

/** SNS's settings, as far as they are not AWS's own. */
export const settingsSchema = z.extend(providerSettingsSchema, {
  /** The sender's name that the user sees: 1 to 11 letters, digits or dashes, a letter among them. */
  senderId: z.optional(
    z.string().check(z.regex(/^(?=.*[A-Za-z])[A-Za-z0-9](?:[A-Za-z0-9-]{0,9}[A-Za-z0-9])?$/)),
  ),
  /**
   * What one message may cost at most, in US dollars, all its parts together: SNS takes one that would
   * cost more, and does not send it. The default is more than three parts cost anywhere, and less than
   * a message to a premium number.
   *
   * @see https://docs.aws.amazon.com/sns/latest/dg/sms_sending-overview.html
   */
  maxPriceUsd: z._default(z.number().check(z.gt(0), z.lte(100)), 2),
  /** Where SNS is used; the function's own region if left out. */
  region: z.optional(regionSetting),
  /** The endpoint, if not AWS's own. */
  baseUrl: z.optional(baseUrlSetting),
});

export type SnsSettings = z.infer<typeof settingsSchema>;
