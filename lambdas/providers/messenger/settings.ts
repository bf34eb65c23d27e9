import * as z from "zod/mini";
import { providerSettingsSchema } from "../provider-module.ts";
import { baseUrlSetting, secretSetting } from "../settings.ts";

/** Messenger's settings. */
export const settingsSchema = z.extend(providerSettingsSchema, {
  /** The token of the page that writes to the user, with the permission `pages_messaging`. */
  pageAccessToken: secretSetting,
  /** The app's secret, by which webhooks' signatures are checked; receipts need it. */
  appSecret: z.optional(secretSetting),
  /** What Messenger is to say when it verifies the webhook; receipts need it. */
  verifyToken: z.optional(secretSetting),
  /** Version of the Graph API, e.g. `v24.0`; each works for at least two years. */
  apiVersion: z._default(z.string().check(z.regex(/^v\d{1,3}\.\d$/)), "v24.0"),
  /** What the message is to Messenger's rules; both need the 24 hour window. */
  messagingType: z._default(z.enum(["RESPONSE", "UPDATE"]), "UPDATE"),
  baseUrl: z._default(baseUrlSetting, "https://graph.facebook.com"),
});

export type MessengerSettings = z.infer<typeof settingsSchema>;

const { appSecret, verifyToken } = settingsSchema.shape;

/** Of the settings, what callbacks are checked with. */
export const keysSchema = z.object({ appSecret, verifyToken });

export type MessengerKeys = z.infer<typeof keysSchema>;
