import type { CodeWords } from "../code-words.ts";
import { codes } from "./codes.ts";

const recipient = "SendGrid does not take the recipient's address.";
const content = "SendGrid does not take the content: it is empty, or not well-formed.";
const sender = "SendGrid does not take the sender: see the setting, and the verified senders.";

/** SendGrid's fields in words; receipts have the statuses of mail servers. */
export const words: CodeWords = {
  codes,
  page: "https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/event",
  texts: {
    content,
    "content.value": content,
    subject: "SendGrid does not take the subject.",
    "personalizations.subject": "SendGrid does not take the subject.",
    "personalizations.to": recipient,
    "personalizations.to.email": recipient,
    from: sender,
    "from.email": sender,
    "from.name": sender,
  },
};
