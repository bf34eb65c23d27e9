import * as z from "zod/mini";
import { baseUrlSetting, secretSetting } from "./settings.ts";

/** The settings that every provider of Meta's has besides its own. */
export const metaSettings = {
  /** The app's secret, by which webhooks' signatures are checked; receipts need it. */
  appSecret: z.optional(secretSetting),
  /** What Meta is to say when it verifies the webhook; receipts need it. */
  verifyToken: z.optional(secretSetting),
  /** Version of the Graph API, e.g. `v24.0`; each works for at least two years. */
  apiVersion: z._default(z.string().check(z.regex(/^v\d{1,3}\.\d$/)), "v24.0"),
  baseUrl: z._default(baseUrlSetting, "https://graph.facebook.com"),
};

const { appSecret, verifyToken } = metaSettings;

/** Of the settings, what callbacks are checked with. */
export const keysSchema = z.object({ appSecret, verifyToken });

export type MetaKeys = z.infer<typeof keysSchema>;
