import type { CodeWords } from "../code-words.ts";
import { codes } from "./codes.ts";

/** Telegram's codes in words: https://core.telegram.org/bots/api#making-requests */
export const words: CodeWords = {
  codes,
  page: "https://core.telegram.org/bots/api#making-requests",
  texts: {
    "bot-blocked": "The user blocked the bot.",
    "user-deactivated": "The user's account at Telegram was deleted.",
    "chat-deleted": "The group was deleted.",
    "chat-upgraded": "The group became a supergroup, which has another number.",
    "bot-kicked": "The bot was removed from the group or channel.",
    "chat-not-found":
      "The bot knows no such chat: the user never started it, or it is another bot's.",
    "no-conversation": "The user never started the bot, and a bot cannot write first.",
    "no-rights": "The bot may not write in this group or channel.",
    "not-a-member": "The bot is no member of this group or channel.",
    "recipient-is-bot": "The recipient is a bot, which this bot cannot write to.",
    "message-empty": "The message is empty.",
    "message-too-long": "The message is too long: Telegram takes 4,096 characters.",
    "400": "Telegram does not take the request.",
    "401": "Telegram does not take the bot's token.",
    "403": "The bot may not do this.",
    "404": "Telegram does not find the bot: its token is not written as one.",
    "429": "Telegram wants fewer messages for now.",
    "500": "Telegram could not do it now.",
  },
};
