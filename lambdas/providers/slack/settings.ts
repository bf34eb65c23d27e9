import * as z from "zod/mini";
import { providerSettingsSchema } from "../provider-module.ts";
import { baseUrlSetting, secretSetting } from "../settings.ts";

/** Slack's settings. */
export const settingsSchema = z.extend(providerSettingsSchema, {
  /** The app's bot token, with the scope `chat:write`. */
  botToken: secretSetting,
  baseUrl: z._default(baseUrlSetting, "https://slack.com/api"),
});

export type SlackSettings = z.infer<typeof settingsSchema>;
