import type { ProviderModule } from "../provider-module.ts";
import type { TelegramSettings } from "./settings.ts";
import { settingsSchema } from "./settings.ts";

/** Telegram, Bot API: https://core.telegram.org/bots/api#sendmessage */
export const provider: ProviderModule<TelegramSettings> = {
  id: "telegram",
  address: "telegramChatId",
  settingsSchema,
  loadSender: () => import("./send.ts"),
};
