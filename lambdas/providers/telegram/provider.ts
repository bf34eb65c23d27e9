import type { ProviderModule } from "../provider-module.ts";
import type { TelegramSettings } from "./settings.ts";
import { settingsSchema } from "./settings.ts";

/** Telegram, Bot API: https://core.telegram.org/bots/api#sendmessage */
export const provider: ProviderModule<TelegramSettings> = {
  id: "telegram",
  address: "telegramChatId",
  /** https://core.telegram.org/bots/api#sendmessage */
  contentLimit: { measure: "characters", max: 4_096 },
  settingsSchema,
  loadSender: () => import("./send.ts"),
};
