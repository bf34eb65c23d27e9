import * as z from "zod/mini";
import { providerSettingsSchema } from "../provider-module.ts";
import { baseUrlSetting } from "../settings.ts";

/** Telegram's settings. */
export const settingsSchema = z.extend(providerSettingsSchema, {
  /** The bot's token, as BotFather gives it. It becomes a part of the URL's path. */
  botToken: z
    .string()
    .check(z.regex(/^\d{1,20}:[\w-]{1,100}$/, { error: "must be a bot's token" })),
  baseUrl: z._default(baseUrlSetting, "https://api.telegram.org"),
});

export type TelegramSettings = z.infer<typeof settingsSchema>;
