import type { CodeWords } from "../code-words.ts";
import { codes } from "./codes.ts";

const token = "Slack does not take the app's token: it is wrong, expired or was revoked.";
const permission = "The app lacks a permission: see its scopes.";
const rule = "A rule of the workspace or the channel keeps the app from posting.";
const tooFast = "Slack wants fewer messages for now.";
const request = "Slack does not take the request.";
const migrating = "The workspace or the channel is being moved.";
const perhapsPosted = "Slack failed within the call; it may have posted the message.";

/** Slack's errors in words: https://docs.slack.dev/reference/methods/chat.postMessage */
export const words: CodeWords = {
  codes,
  page: "https://docs.slack.dev/reference/methods/chat.postMessage",
  texts: {
    channel_not_found:
      "The app sees no such user or channel: it is another workspace's, or a private channel that the app is not in.",
    is_archived: "The channel is archived.",
    msg_too_long: "The message is too long: Slack takes 40,000 characters.",
    no_text: "The message is empty.",
    not_in_channel: "The app is not in the channel: invite it.",
    messages_tab_disabled: "The app's Messages tab is switched off under App Home.",
    account_inactive: token,
    invalid_auth: token,
    not_authed: token,
    token_expired: token,
    token_revoked: token,
    access_denied: permission,
    missing_scope: permission,
    no_permission: permission,
    not_allowed_token_type: "The token is not a bot's.",
    ekm_access_denied: rule,
    restricted_action: rule,
    restricted_action_read_only_channel: rule,
    restricted_action_thread_only_channel: rule,
    invalid_arguments: request,
    message_limit_exceeded: tooFast,
    rate_limited: tooFast,
    ratelimited: tooFast,
    external_channel_migrating: migrating,
    org_login_required: migrating,
    team_added_to_org: migrating,
    service_unavailable: "Slack could not do it now.",
    fatal_error: perhapsPosted,
    internal_error: perhapsPosted,
  },
};
