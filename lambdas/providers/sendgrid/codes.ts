import { codeTable } from "../code-table.ts";

const errors = "https://www.twilio.com/docs/sendgrid/api-reference/mail-send/errors";

/** SendGrid has no error codes: the field that it complains of, without its indexes, takes their place. Some are told apart by text: `rules.ts`. */
export const codes = codeTable([
  // the recipient and the content
  {
    kind: "refused",
    source: errors,
    codes: [
      "attachments.content_id",
      "attachments.filename",
      "attachments.name",
      "attachments.type",
      "content",
      "content.value",
      "personalizations.subject",
      "personalizations.to",
      "personalizations.to.email",
      "reply_to",
      "reply_to.email",
      "subject",
    ],
  },
  // how the request is built, the sender, the account
  {
    kind: "misconfigured",
    source: errors,
    codes: [
      "asm",
      "asm.group_id",
      "asm.groups_to_display",
      "attachments",
      "attachments.content",
      "attachments.disposition",
      "batch_id",
      "categories",
      "content.type",
      "custom_args",
      "from",
      "from.email",
      "from.name",
      "headers",
      "ip_pool_name",
      "mail_settings",
      "personalizations",
      "personalizations.bcc",
      "personalizations.bcc.email",
      "personalizations.cc",
      "personalizations.cc.email",
      "personalizations.custom_args",
      "personalizations.from",
      "personalizations.from.email",
      "personalizations.headers",
      "personalizations.send_at",
      "personalizations.substitutions",
      "personalizations.to.name",
      "reply_to_list",
      "sections",
      "send_at",
      "template_id",
      "tracking_settings",
    ],
  },
]);
