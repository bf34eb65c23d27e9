import type { FailureKind } from "../code-table.ts";

/** One code stands for every invalid field: https://postmarkapp.com/support/article/1180-what-does-errorcode-300-mean */
const invalidRequest = 300;

/** `Invalid 'To' address: …`, `Error parsing 'To': Illegal email address …`; where replies go is the message's own. */
const ofAddresses = /^(?:Invalid|Error parsing) '(?:To|ReplyTo)'/;

/** `Provide either email TextBody or HtmlBody or both.`, `The 'Subject' …`. */
const ofContent = /\b(?:TextBody|HtmlBody)\b|'Subject'/;

/** What an error's text says beyond its code. */
export function kindByText(code: number | undefined, text: string): FailureKind | undefined {
  const isOfMessage = ofAddresses.test(text) || ofContent.test(text);
  return code === invalidRequest && isOfMessage ? "refused" : undefined;
}

/**
 * Whether a 200 says that the recipient was left out. Postmark says so of some of several recipients,
 * and a delivery has one.
 */
export function leavesOutRecipient(text: string): boolean {
  return /will not deliver to these inactive addresses/i.test(text);
}
