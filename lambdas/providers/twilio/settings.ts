import * as z from "zod/mini";
import { providerSettingsSchema } from "../provider-module.ts";
import { baseUrlSetting, secretSetting } from "../settings.ts";

const fields = z.extend(providerSettingsSchema, {
  /** The account, `AC` and 32 hexadecimal digits. */
  accountSid: z.string().check(z.regex(/^AC[0-9a-fA-F]{32}$/)),
  /** The account's auth token. */
  authToken: secretSetting,
  /**
   * Another auth token of the account, by which callbacks may be signed too. Twilio signs with the
   * primary token, also while the secondary one is already in use.
   */
  secondAuthToken: z.optional(secretSetting),
  /** The sender: a number in E.164 form, a short code or an alphanumeric sender id. */
  from: z.optional(z.string().check(z.minLength(1), z.maxLength(64))),
  /** The messaging service that picks the sender, `MG` and 32 hexadecimal digits. */
  messagingServiceSid: z.optional(z.string().check(z.regex(/^MG[0-9a-fA-F]{32}$/))),
  baseUrl: z._default(baseUrlSetting, "https://api.twilio.com"),
});

/** Twilio's settings. */
export const settingsSchema = fields.check(
  z.refine(
    ({ from, messagingServiceSid }) => (from === undefined) !== (messagingServiceSid === undefined),
    { error: "exactly one of from and messagingServiceSid is needed", path: ["from"] },
  ),
);

export type TwilioSettings = z.infer<typeof settingsSchema>;

const { accountSid, authToken, secondAuthToken } = fields.shape;

/** Of the settings, what callbacks are checked with. */
export const keysSchema = z.object({ accountSid, authToken, secondAuthToken });

export type TwilioKeys = z.infer<typeof keysSchema>;
