import { codeTable } from "../code-table.ts";

const postMessage = "https://docs.slack.dev/reference/methods/chat.postMessage";
const rateLimits = "https://docs.slack.dev/apis/web-api/rate-limits";

/** Errors of chat.postMessage. One that is not listed means that Slack posted nothing: `send.ts`. */
export const codes = codeTable([
  // the user or the channel
  { kind: "refused", source: postMessage, codes: ["channel_not_found", "is_archived"] },
  // the message
  {
    kind: "refused",
    source: postMessage,
    codes: [
      "invalid_blocks",
      "msg_blocks_too_long",
      "msg_too_long",
      "no_text",
      "too_many_attachments",
    ],
  },
  // the app, its token, the workspace's rules; our own parameters
  {
    kind: "misconfigured",
    source: postMessage,
    codes: [
      "access_denied",
      "accesslimited",
      "account_inactive",
      "as_user_not_supported",
      "deprecated_endpoint",
      "ekm_access_denied",
      "enterprise_is_restricted",
      "invalid_arg_name",
      "invalid_arguments",
      "invalid_array_arg",
      "invalid_auth",
      "invalid_charset",
      "invalid_form_data",
      "invalid_post_type",
      "messages_tab_disabled",
      "method_deprecated",
      "missing_post_type",
      "missing_scope",
      "no_permission",
      "not_allowed_token_type",
      "not_authed",
      "not_in_channel",
      "org_login_required",
      "restricted_action",
      "restricted_action_non_threadable_channel",
      "restricted_action_read_only_channel",
      "restricted_action_thread_locked",
      "restricted_action_thread_only_channel",
      "team_access_not_granted",
      "token_expired",
      "token_revoked",
      "two_factor_setup_required",
    ],
  },
  // too fast, or down
  { kind: "throttled", source: rateLimits, codes: ["rate_limited", "ratelimited"] },
  { kind: "throttled", source: postMessage, codes: ["message_limit_exceeded"] },
  {
    kind: "unavailable",
    source: postMessage,
    codes: [
      "external_channel_migrating",
      "request_timeout",
      "service_unavailable",
      "team_added_to_org",
    ],
  },
  // Slack says that a part of the operation may have succeeded.
  { kind: "unknown", source: postMessage, codes: ["fatal_error", "internal_error"] },
]);
