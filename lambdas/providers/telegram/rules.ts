/** Herald's words for the descriptions that can only mean this chat or this text. */
const words: readonly (readonly [description: RegExp, code: string])[] = [
  [/^Forbidden: bot was blocked by the user/i, "bot-blocked"],
  [/^Forbidden: user is deactivated/i, "user-deactivated"],
  [/^Forbidden: (?:the )?group chat (?:was deleted|is deactivated)/i, "chat-deleted"],
  [/^Forbidden: bot was kicked from/i, "bot-kicked"],
  [/^Forbidden: bot is not a (?:member|participant) of/i, "not-a-member"],
  [/^Forbidden: bot can.t initiate conversation/i, "no-conversation"],
  [/^Forbidden: bot can.t send messages to (?:the )?bot/i, "recipient-is-bot"],
  [/^Bad Request: group chat was (?:upgraded|migrated) to a supergroup/i, "chat-upgraded"],
  [/^Bad Request: group (?:chat )?(?:was|is) deactivated/i, "chat-deleted"],
  [/^Bad Request: (?:private )?chat not found|\bPEER_ID_INVALID\b/i, "chat-not-found"],
  [
    /^Bad Request: (?:have no rights to send|not enough rights to send|need administrator rights in the channel)|\bCHAT_WRITE_FORBIDDEN\b/i,
    "no-rights",
  ],
  [/^Bad Request: (?:message|text) is too long|\bMESSAGE_TOO_LONG\b/i, "message-too-long"],
  [/^Bad Request: (?:message )?text (?:is |must be non-)empty/i, "message-empty"],
];

/**
 * What an error is called: by its description, else by its `error_code`. Telegram has no finer codes, and
 * warns that descriptions change.
 *
 * @see https://core.telegram.org/bots/api#making-requests
 */
export function errorName(code: number | undefined, description: string): string | undefined {
  return words.find(([text]) => text.test(description))?.[1] ?? code?.toString();
}
