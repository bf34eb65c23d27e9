import * as z from "zod/mini";
import { metaSettings } from "../meta-settings.ts";
import { providerSettingsSchema } from "../provider-module.ts";
import { secretSetting } from "../settings.ts";

/** Messenger's settings. */
export const settingsSchema = z.extend(providerSettingsSchema, {
  ...metaSettings,
  /** The token of the page that writes to the user, with the permission `pages_messaging`. */
  pageAccessToken: secretSetting,
  /** What the message is to Messenger's rules; both need the 24 hour window. */
  messagingType: z._default(z.enum(["RESPONSE", "UPDATE"]), "UPDATE"),
});

export type MessengerSettings = z.infer<typeof settingsSchema>;
