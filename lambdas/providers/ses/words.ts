import { commonAwsTexts } from "../aws-words.ts";
import type { CodeWords } from "../code-words.ts";
import { codes } from "./codes.ts";

const unverified = "The sender's address or domain is not verified in this region.";
const paused = "Sending is paused for this account or configuration set.";
const mailboxFull = "The mailbox is full.";
const tooLarge = "The message is larger than the recipient's server takes.";
const notTaken = "The recipient's server does not take this content.";

/** SES's codes in words, receipts' too. */
export const words: CodeWords = {
  codes,
  page: "https://docs.aws.amazon.com/ses/latest/dg/notification-contents.html",
  texts: {
    ...commonAwsTexts,
    AccountSendingPausedException: paused,
    ConfigurationSetSendingPausedException: paused,
    SendingPausedException: paused,
    AccountSuspendedException: "The account may not send mail any more.",
    ConfigurationSetDoesNotExist: "The configuration set of the settings is not there.",
    ConfigurationSetDoesNotExistException: "The configuration set of the settings is not there.",
    FromEmailAddressNotVerified: unverified,
    MailFromDomainNotVerified: unverified,
    MailFromDomainNotVerifiedException: unverified,
    MessageRejected:
      "SES does not take it: an address that is not verified while the account is in the sandbox, sending that is paused, or content that it does not carry.",
    InvalidParameterValue:
      "SES does not take an address of the message, the name or type of a file, or a setting.",
    ProductionAccessNotGranted:
      "The account is in the sandbox: it may send to verified addresses only.",
    LimitExceeded: "SES wants less for now.",
    // receipts: bounces and complaints
    General: "The recipient's server refused it and said no more.",
    NoEmail: "SES could find no address in the bounce.",
    Suppressed: "The address is on SES's own suppression list: it bounced for others before.",
    OnAccountSuppressionList: "The address is on the account's suppression list in SES.",
    Undetermined: "The bounce does not say why.",
    "Transient.General": "The recipient's server could not take it, for now.",
    "Transient.MailboxFull": mailboxFull,
    "Transient.MessageTooLarge": tooLarge,
    "Transient.ContentRejected": notTaken,
    "Transient.AttachmentRejected": notTaken,
    "Undetermined.Undetermined": "The bounce does not say why.",
    abuse: "The user called it spam.",
    fraud: "The user called it fraud.",
    virus: "The user's mail service found a virus in it.",
    "not-spam": "The user said that it is no spam.",
    other: "The complaint is of another kind.",
    Reject: "SES found a virus in it and did not send it.",
    RenderingFailure: "SES could not make the mail of its template.",
  },
};
