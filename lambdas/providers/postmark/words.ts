import type { CodeWords } from "../code-words.ts";
import { codes } from "./codes.ts";

const request = "Postmark does not understand the request.";
const sender = "The sender's address is no sender signature or verified domain of the account.";
const stream = "The message stream of the settings is not there, or sends no mail.";
const server = "The recipient's server did not take it.";
const spam = "The recipient's server took it for spam.";

/** Postmark's ErrorCodes in words, and the types of its bounces. */
export const words: CodeWords = {
  codes,
  page: "https://postmarkapp.com/developer/api/bounce-api#bounce-types",
  texts: {
    "10": "Postmark does not take the server's token.",
    "100": "Postmark is being maintained.",
    "300": "Postmark does not take an address or a field of the message.",
    "400": sender,
    "401": sender,
    "402": request,
    "403": request,
    "405": "The account has no credits left.",
    "406":
      "Postmark sends no mail to the address any more: it bounced, its owner complained, or it was suppressed.",
    "409": request,
    "411": "Postmark does not take a file of this type.",
    "412": "The account is pending: it may only send to addresses of the sender's own domain.",
    "413": "The account may not send mail.",
    "429": "Postmark wants fewer requests for now.",
    "1235": stream,
    "1236": stream,
    "1480": "Postmark takes no mail from this IP address: see the account's list.",
    // receipts: types of bounces, and why a subscription ended
    HardBounce: "The address does not exist, or takes no mail.",
    SoftBounce: "The mailbox is full or switched off, or the server could not take it for now.",
    DnsError: "The domain's mail server could not be found.",
    BadEmailAddress: "The address is not well-formed.",
    SpamComplaint: "The recipient marked it as spam.",
    SpamNotification: spam,
    Unsubscribe: "The recipient wants no more mail.",
    ManualSuppression: "The recipient wants no more mail.",
    ManuallyDeactivated: "The address was switched off at Postmark by hand.",
    Blocked: server,
    DMARCPolicy:
      "The recipient's server did not take it, by the DMARC policy of the sender's domain.",
    VirusNotification: "The recipient's server found a virus in it.",
    ChallengeVerification: "The recipient's server wants the sender to prove to be a person.",
    Unknown: server,
  },
};
