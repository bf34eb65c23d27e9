import * as z from "zod/mini";
import { providerSettingsSchema } from "../provider-module.ts";
import { senderSetting } from "../sender.ts";
import { baseUrlSetting, lineSetting, secretSetting } from "../settings.ts";

/** SendGrid's settings. */
export const settingsSchema = z.extend(providerSettingsSchema, {
  /** An API key that may send mail, `SG.…`. */
  apiKey: secretSetting,
  /** The sender: an address of a verified sender or authenticated domain, with or without a name. */
  from: senderSetting,
  /** The key by which the Event Webhook's signatures are checked; receipts need it. */
  webhookPublicKey: z.optional(secretSetting),
  /** The subject of a message that has none. */
  defaultSubject: z._default(lineSetting, "Notification"),
  baseUrl: z._default(baseUrlSetting, "https://api.sendgrid.com"),
});

export type SendgridSettings = z.infer<typeof settingsSchema>;

/** Of the settings, what callbacks are checked with. */
export const keysSchema = z.object({ webhookPublicKey: settingsSchema.shape.webhookPublicKey });

export type SendgridKeys = z.infer<typeof keysSchema>;
