import * as z from "zod/mini";
import { providerSettingsSchema } from "../provider-module.ts";
import { baseUrlSetting, rsaKeySetting, secretSetting } from "../settings.ts";

/** Vonage's settings. */
export const settingsSchema = z.extend(providerSettingsSchema, {
  /** The id of an application with the capability Messages, a UUID. */
  applicationId: z.string().check(z.regex(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i)),
  /** The application's private key as Vonage gives it: RSA, in PEM. */
  privateKey: rsaKeySetting,
  /** The account's signature secret, by which callbacks are signed; receipts need it. */
  signatureSecret: z.optional(secretSetting),
  /** The sender: a number with its country code, or an alphanumeric sender id. */
  from: z.string().check(z.minLength(1), z.maxLength(16)),
  baseUrl: z._default(baseUrlSetting, "https://api.nexmo.com"),
});

export type VonageSettings = z.infer<typeof settingsSchema>;

/** Of the settings, what callbacks are checked with. */
export const keysSchema = z.object({ signatureSecret: settingsSchema.shape.signatureSecret });

export type VonageKeys = z.infer<typeof keysSchema>;
