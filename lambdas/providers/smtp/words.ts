import type { CodeWords } from "../code-words.ts";
import { codes } from "./codes.ts";

const login = "The server does not take the user and password of the settings.";
const notPermitted = "The server does not permit it: see the sender, its domain and the account.";
const full = "The mailbox is full.";
const tooLarge = "The message is larger than the server takes.";
const later = "The server could not take it now.";
const dailyLimit = "The account's limit of mails in a day is reached.";

/** SMTP's codes in words. */
export const words: CodeWords = {
  codes,
  page: "https://www.rfc-editor.org/rfc/rfc3463",
  texts: {
    "5.1.1": "There is no such mailbox.",
    "5.1.2": "There is no such mail domain.",
    "5.1.3": "The address is not well-formed.",
    "5.1.6": "The mailbox has moved.",
    "5.1.7": "The sender's address is not well-formed.",
    "5.1.8": "The sender's domain cannot be found.",
    "5.1.10": "The domain takes no mail.",
    "5.1.90": dailyLimit,
    "5.2.1": "The mailbox is disabled.",
    "5.2.2": full,
    "4.2.2": full,
    "5.2.3": tooLarge,
    "5.3.4": tooLarge,
    "5.4.5": dailyLimit,
    "5.7.0": notPermitted,
    "5.7.1": notPermitted,
    "5.7.8": login,
    "5.7.9": "The server wants another way to log in.",
    "5.7.11": "The server wants an encrypted connection to log in.",
    "5.7.232": dailyLimit,
    "5.7.233": dailyLimit,
    "message-too-large": tooLarge,
    "no-free-connection": "All connections to the server carried other messages.",
    "smtp-421": later,
    "smtp-450": later,
    "smtp-451": later,
    "smtp-452": later,
    "smtp-530": "The server wants a user and a password.",
    "smtp-534": "The server wants another way to log in.",
    "smtp-535": login,
    "smtp-538": "The server wants an encrypted connection to log in.",
    "smtp-550": notPermitted,
    "smtp-552": tooLarge,
    "smtp-553": notPermitted,
    "smtp-554": notPermitted,
    "smtp-connection-lost": "The connection was lost before the server had the message.",
    "smtp-timeout": "The server did not respond in time, and did not have the message yet.",
  },
};
