import type { CodeWords } from "../code-words.ts";
import { codes } from "./codes.ts";

const recipient = "SendGrid does not take the recipient's address.";
const content = "SendGrid does not take the content: it is empty, or not well-formed.";
const file = "SendGrid does not take a file's name, type or id.";
const replyTo = "SendGrid does not take the address for replies.";
const sender = "SendGrid does not take the sender: see the setting, and the verified senders.";

/** SendGrid's fields in words; receipts have the statuses of mail servers. */
export const words: CodeWords = {
  codes,
  page: "https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/event",
  texts: {
    "attachments.content_id": file,
    "attachments.filename": file,
    "attachments.name": file,
    "attachments.type": file,
    content,
    "content.value": content,
    subject: "SendGrid does not take the subject.",
    "personalizations.subject": "SendGrid does not take the subject.",
    "personalizations.to": recipient,
    "personalizations.to.email": recipient,
    reply_to: replyTo,
    "reply_to.email": replyTo,
    from: sender,
    "from.email": sender,
    "from.name": sender,
  },
};
