import type { ErrorTable } from "../classify.ts";

/**
 * SendGrid has no error codes; the field that it complains of, without its indexes, takes their
 * place. Those that hold the recipient or the content:
 * https://www.twilio.com/docs/sendgrid/api-reference/mail-send/errors
 */
export const kindsByField: ErrorTable = {
  personalizations: "refused",
  "personalizations.to": "refused",
  "personalizations.to.email": "refused",
  subject: "refused",
  content: "refused",
  "content.value": "refused",
};
