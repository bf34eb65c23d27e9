import { codeTable } from "../code-table.ts";

const botApi = "https://core.telegram.org/bots/api#making-requests";
const server = "https://github.com/tdlib/telegram-bot-api/blob/master/telegram-bot-api/Client.cpp";
const faq = "https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this";

/**
 * Telegram's `error_code`s, which are HTTP statuses, and Herald's words for its descriptions (`rules.ts`).
 * A description that is not known goes by its `error_code`.
 */
export const codes = codeTable([
  // the user or the group
  {
    kind: "refused",
    source: server,
    codes: ["bot-blocked", "user-deactivated", "chat-deleted", "chat-upgraded"],
    suppress: true,
  },
  {
    kind: "refused",
    source: server,
    codes: [
      "bot-kicked",
      "chat-not-found",
      "no-conversation",
      "no-rights",
      "not-a-member",
      "recipient-is-bot",
    ],
  },
  // the message
  { kind: "refused", source: server, codes: ["message-empty", "message-too-long"] },
  // the bot; our own parameters
  { kind: "misconfigured", source: botApi, codes: [400, 401, 403, 404] },
  // too fast, or down
  { kind: "throttled", source: faq, codes: [429] },
  { kind: "unavailable", source: server, codes: [500] },
]);
