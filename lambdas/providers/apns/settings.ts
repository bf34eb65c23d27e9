import * as z from "zod/mini";
import { providerSettingsSchema } from "../provider-module.ts";
import { baseUrlSetting, p256KeySetting } from "../settings.ts";

/** An id that Apple gives: ten upper-case letters and digits. */
const appleId = z
  .string()
  .check(z.regex(/^[A-Z0-9]{10}$/, "must be ten upper-case letters and digits"));

/** APNs's settings. */
export const settingsSchema = z.extend(providerSettingsSchema, {
  /** The developer team's id. */
  teamId: appleId,
  /** The id of the team's key for APNs. */
  keyId: appleId,
  /** That key, the .p8 file that Apple gives once: P-256, in PEM. */
  privateKey: p256KeySetting,
  /** The app's bundle id; for the pushes of a website, `web.` and a name. */
  topic: z
    .string()
    .check(z.regex(/^[A-Za-z0-9.-]{1,155}$/, "must be letters, digits, dots and hyphens")),
  /** `alert` shows the message; `background` wakes the app, which is given it and shows nothing. */
  pushType: z._default(z.enum(["alert", "background"]), "alert"),
  /** Which of APNs's two environments the app's tokens are of. */
  environment: z._default(z.enum(["production", "sandbox"]), "production"),
  /** What takes the environment's place. */
  baseUrl: z.optional(baseUrlSetting),
});

export type ApnsSettings = z.infer<typeof settingsSchema>;
