import * as z from "zod/mini";
import { providerSettingsSchema } from "../provider-module.ts";
import { senderSetting } from "../sender.ts";
import { baseUrlSetting, lineSetting, secretSetting } from "../settings.ts";

/** Postmark's settings. */
export const settingsSchema = z.extend(providerSettingsSchema, {
  /** An API token of the server that sends. */
  serverToken: secretSetting,
  /** The sender: an address of a sender signature or verified domain, with or without a name. */
  from: senderSetting,
  /** The id of the message stream that mail goes through. */
  messageStream: z._default(z.string().check(z.regex(/^[A-Za-z0-9][\w.-]{0,29}$/)), "outbound"),
  /**
   * The password that webhooks come with; receipts need it. Of characters that need no escaping, as it
   * may stand in the webhook's URL.
   */
  webhookPassword: z.optional(
    z
      .string()
      .check(z.regex(/^[\w-]{16,128}$/, { error: "must be 16 to 128 letters, digits, - or _" })),
  ),
  /** The subject of a message that has none. */
  defaultSubject: z._default(lineSetting, "Notification"),
  baseUrl: z._default(baseUrlSetting, "https://api.postmarkapp.com"),
});

export type PostmarkSettings = z.infer<typeof settingsSchema>;

/** Of the settings, what callbacks are checked with. */
export const keysSchema = z.object({ webhookPassword: settingsSchema.shape.webhookPassword });

export type PostmarkKeys = z.infer<typeof keysSchema>;
