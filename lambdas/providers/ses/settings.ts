import * as z from "zod/mini";
import { providerSettingsSchema } from "../provider-module.ts";
import { senderSetting } from "../sender.ts";
import { baseUrlSetting, lineSetting, regionSetting } from "../settings.ts";

/** SES's settings, as far as they are not AWS's own. */
export const settingsSchema = z.extend(providerSettingsSchema, {
  /** The sender: an address of an identity that SES has verified, with or without a name. */
  from: senderSetting,
  /** The configuration set that publishes the message's events; receipts need one. */
  configurationSet: z.optional(z.string().check(z.regex(/^[A-Za-z0-9_-]{1,64}$/))),
  /** The subject of a message that has none. */
  defaultSubject: z._default(lineSetting, "Notification"),
  /** Where SES is used; the function's own region if left out. */
  region: z.optional(regionSetting),
  /** The endpoint, if not AWS's own. */
  baseUrl: z.optional(baseUrlSetting),
});

export type SesSettings = z.infer<typeof settingsSchema>;
