import type { ProviderRow, RareResponse } from "../provider-row.ts";
import { to } from "../provider-row.ts";

/** An error, as Slack gives it: with 200. */
const error = (code: string, kind: RareResponse[2]): RareResponse => [
  200,
  JSON.stringify({ ok: false, error: code }),
  kind,
  code,
];

export const row: ProviderRow = {
  address: "slackChannel",
  to: to.slackChannel,
  wrongCredentials: { botToken: "xoxb-wrong" },
  badSettings: { botToken: "xoxb two words", baseUrl: "slack.com/api" },
  // Each is escaped with five characters.
  oversizedText: "&".repeat(8_001),
  responseWithoutId: { status: 200, body: '{"ok":true,"channel":"C1"}' },
  rareResponses: [
    error("channel_not_found", "refused"),
    error("is_archived", "refused"),
    error("msg_too_long", "refused"),
    error("not_in_channel", "misconfigured"),
    error("missing_scope", "misconfigured"),
    error("restricted_action_read_only_channel", "misconfigured"),
    error("invalid_arguments", "misconfigured"),
    error("rate_limited", "throttled"),
    error("message_limit_exceeded", "throttled"),
    error("team_added_to_org", "unavailable"),
    error("request_timeout", "unavailable"),
    error("fatal_error", "unknown"),
    error("internal_error", "unknown"),
    // What is not known was not posted all the same.
    error("something_new", "misconfigured"),
    error("constructor", "misconfigured"),
    [200, '{"ok":false,"error":"not a code"}', "misconfigured", "http-200"],
    [503, '{"ok":false,"error":"something_new"}', "unavailable", "something_new"],
    [200, '{"ok":false}', "unknown", "no-message-id"],
    [200, '{"ok":false,"ts":"1.1"}', "unknown", "no-message-id"],
  ],
};
