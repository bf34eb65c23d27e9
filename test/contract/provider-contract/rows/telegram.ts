import type { ProviderRow, RareResponse } from "../provider-row.ts";
import { to } from "../provider-row.ts";

/** An error, as the Bot API's server words it. */
const error = (
  status: number,
  description: string,
  ...outcome: [kind: RareResponse[2], code: string, suppress?: "suppress"]
): RareResponse => [
  status,
  JSON.stringify({ ok: false, error_code: status, description }),
  ...outcome,
];

export const row: ProviderRow = {
  address: "telegramChatId",
  to: to.telegramChatId,
  wrongCredentials: { botToken: "100000001:wrong" },
  badSettings: { botToken: "100000001", baseUrl: "api.telegram.org" },
  oversizedText: "x".repeat(4_097),
  responseWithoutId: { status: 200, body: '{"ok":true,"result":{"date":1}}' },
  rareResponses: [
    error(403, "Forbidden: bot was blocked by the user", "refused", "bot-blocked", "suppress"),
    error(403, "Forbidden: user is deactivated", "refused", "user-deactivated", "suppress"),
    error(403, "Forbidden: the group chat was deleted", "refused", "chat-deleted", "suppress"),
    error(403, "Forbidden: bot was kicked from the group chat", "refused", "bot-kicked"),
    error(403, "Forbidden: bot is not a member of the supergroup chat", "refused", "not-a-member"),
    error(
      403,
      "Forbidden: bot can't initiate conversation with a user",
      "refused",
      "no-conversation",
    ),
    error(403, "Forbidden: bot can't send messages to bots", "refused", "recipient-is-bot"),
    error(400, "Bad Request: chat not found", "refused", "chat-not-found"),
    error(400, "Bad Request: PEER_ID_INVALID", "refused", "chat-not-found"),
    [
      400,
      '{"ok":false,"error_code":400,"description":"Bad Request: group chat was upgraded to a supergroup chat","parameters":{"migrate_to_chat_id":-1001}}',
      "refused",
      "chat-upgraded",
      "suppress",
    ],
    error(
      400,
      "Bad Request: not enough rights to send text messages to the chat",
      "refused",
      "no-rights",
    ),
    error(400, "Bad Request: message is too long", "refused", "message-too-long"),
    error(400, "Bad Request: message text is empty", "refused", "message-empty"),
    // What is not known may be Herald's own fault.
    error(400, "Bad Request: chat_id is empty", "misconfigured", "400"),
    error(403, "Forbidden: something new", "misconfigured", "403"),
    error(401, "Unauthorized", "misconfigured", "401"),
    error(404, "Not Found", "misconfigured", "404"),
    error(500, "Internal Server Error", "unavailable", "500"),
    error(502, "Bad Gateway", "unknown", "502"),
    [200, '{"ok":false}', "unknown", "http-200"],
  ],
};
