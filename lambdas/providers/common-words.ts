import type { CodeExplanation } from "./code-words.ts";
import { textOf } from "./code-words.ts";

/** Herald's own words for what happened to a call, whichever provider it was. */
const texts: Readonly<Record<string, string>> = {
  timeout: "The provider did not respond in time; it may have taken the message.",
  "connection-reset": "The connection broke off before a response came.",
  "connection-lost": "The connection was lost before a response came.",
  "answer-too-large": "The response was too large to be read.",
  "connect-timeout": "No connection to the provider opened in time.",
  "connection-refused": "The provider's address takes no connections.",
  "request-refused":
    "The provider was about to close the connection, and did not take the request.",
  "connection-failed": "No connection to the provider could be opened.",
  "dns-failure": "The provider's name could not be resolved.",
  "tls-failure": "No secure connection to the provider could be made.",
  "non-json-answer": "The response was not what the provider sends; it may have taken the message.",
  "non-xml-answer": "The response was not what the provider sends; it may have taken the message.",
  "no-message-id": "The provider took the request and named no message.",
  "no-credentials": "The function has no credentials for AWS.",
  "no-settings": "The provider has no settings, or the function may not read them.",
  "request-not-made": "The request could not be made from the message and the settings.",
  "always-fail": "This provider takes nothing: it is there to show what happens then.",
};

/** https://www.rfc-editor.org/rfc/rfc3463, as https://www.iana.org/assignments/smtp-enhanced-status-codes has them */
const mailStatuses: Readonly<Record<string, string>> = {
  "1.1": "There is no such mailbox.",
  "1.2": "There is no such mail domain.",
  "1.3": "The address is not well-formed.",
  "1.6": "The mailbox has moved.",
  "1.10": "The domain takes no mail.",
  "2.1": "The mailbox is disabled.",
  "2.2": "The mailbox is full.",
  "2.3": "The message is larger than the mailbox takes.",
  "4.1": "The recipient's mail server did not respond.",
  "4.4": "The domain's mail server could not be found.",
  "4.7": "It could not be delivered for too long.",
  "7.1": "The recipient's server does not permit it.",
  "7.26": "The sender's SPF and DKIM did not pass.",
};

/** What a code means that is no provider's own. */
export function explainCommonCode(code: string): CodeExplanation | undefined {
  const text = textOf(texts, code);
  if (text !== undefined) {
    return { text };
  }
  const [, status] = /^http-(\d{3})$/.exec(code) ?? [];
  if (status !== undefined) {
    return {
      text: `The provider responded with the HTTP status ${status} and no code of its own.`,
      url: `https://developer.mozilla.org/docs/Web/HTTP/Reference/Status/${status}`,
    };
  }
  const [, detail] = /^[245]\.(\d{1,3}\.\d{1,3})$/.exec(code) ?? [];
  return detail === undefined
    ? undefined
    : {
        text: textOf(mailStatuses, detail) ?? "The recipient's mail server gave this status.",
        url: "https://www.rfc-editor.org/rfc/rfc3463",
      };
}
