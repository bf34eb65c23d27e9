import type { AwsError } from "../aws-call.ts";
import type { FailureKind } from "../code-table.ts";

/** A recipient that SES will never send to: its own list, or none left. */
const ofRecipient = /^Address blacklisted|^(?:There are )?no recipients specified/i;

/** https://docs.aws.amazon.com/ses/latest/dg/quotas.html, and what SES says of content it scans. */
const ofContent =
  /^Message length is more than \d+ bytes|\b(?:contains? (?:a )?virus|Bad content)\b/i;

/**
 * What the mail library behind SES says of an address that it cannot read. It says the same of a bad
 * sender without naming it, so senders are checked with the settings.
 */
const ofAddress =
  /^(?:Missing (?:final '@domain'|local name|domain)|(?:Domain|Local address) (?:contains|starts|ends)\b|Illegal (?:address|whitespace in address)|Empty address|User name is missing|Invalid email address)/i;

/**
 * What it says of an attachment that it does not carry: its name or type is the message's own, and quoted.
 *
 * https://docs.aws.amazon.com/ses/latest/dg/mime-types.html
 */
const ofAttachment = /^(?:Transaction failed: )?Illegal (?:filename|content type)\b/i;

/** Words for what is Herald's own in a message. */
const ofOurs = /\b(?:From|Source|Sender|Return-?Path|Reply-?To|header|tag|configuration set)\b/i;

/**
 * What an error's text says beyond its code: both codes stand for the account as well as for the
 * recipient or the content ("not verified", "Sending paused for this account").
 *
 * https://docs.aws.amazon.com/ses/latest/dg/troubleshoot-error-messages.html
 */
export function kindByText({ code, text }: AwsError): FailureKind | undefined {
  const isOfMessage = ofRecipient.test(text) || ofContent.test(text) || ofAttachment.test(text);
  if (code === "MessageRejected") {
    return isOfMessage ? "refused" : undefined;
  }
  if (code === "InvalidParameterValue" && !ofOurs.test(text)) {
    return isOfMessage || ofAddress.test(text) ? "refused" : undefined;
  }
  return undefined;
}
