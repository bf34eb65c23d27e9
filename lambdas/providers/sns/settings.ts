import * as z from "zod/mini";
import { providerSettingsSchema } from "../provider-module.ts";
import { baseUrlSetting, regionSetting } from "../settings.ts";

/** SNS's settings, as far as they are not AWS's own. */
export const settingsSchema = z.extend(providerSettingsSchema, {
  /** The sender's name that the user sees: 1 to 11 letters, digits or dashes, a letter among them. */
  senderId: z.optional(
    z.string().check(z.regex(/^(?=.*[A-Za-z])[A-Za-z0-9](?:[A-Za-z0-9-]{0,9}[A-Za-z0-9])?$/)),
  ),
  /** Where SNS is used; the function's own region if left out. */
  region: z.optional(regionSetting),
  /** The endpoint, if not AWS's own. */
  baseUrl: z.optional(baseUrlSetting),
});

export type SnsSettings = z.infer<typeof settingsSchema>;
