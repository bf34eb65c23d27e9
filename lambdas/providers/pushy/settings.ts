import * as z from "zod/mini";
import { providerSettingsSchema } from "../provider-module.ts";
import { baseUrlSetting, secretSetting } from "../settings.ts";

/** Pushy's settings. */
export const settingsSchema = z.extend(providerSettingsSchema, {
  /** The app's secret API key. */
  apiKey: secretSetting,
  baseUrl: z._default(baseUrlSetting, "https://api.pushy.me"),
});

export type PushySettings = z.infer<typeof settingsSchema>;
