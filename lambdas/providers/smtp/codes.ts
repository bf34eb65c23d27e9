import { codeTable } from "../code-table.ts";

const registry =
  "https://www.iana.org/assignments/smtp-enhanced-status-codes/smtp-enhanced-status-codes.xhtml";
const rfc5321 = "https://www.rfc-editor.org/rfc/rfc5321#section-4.2.3";
const rfc4954 = "https://www.rfc-editor.org/rfc/rfc4954#section-6";
const google = "https://support.google.com/a/answer/3726730";
const microsoft =
  "https://learn.microsoft.com/en-us/troubleshoot/exchange/email-delivery/ndr/non-delivery-reports-in-exchange-online";

/**
 * Enhanced status codes; a status without one is `smtp-550`. What is said of a recipient counts only in reply
 * to `RCPT TO` and to the message: see `rules.ts`, also for what is not listed.
 */
export const codes = codeTable([
  // the recipient's address
  {
    kind: "refused",
    source: registry,
    codes: ["5.1.1", "5.1.2", "5.1.6", "5.1.10"],
    suppress: true,
  },
  { kind: "refused", source: registry, codes: ["5.1.3", "5.2.1", "5.2.2", "5.2.3"] },
  // the content
  {
    kind: "refused",
    source: registry,
    codes: ["5.3.4", "5.6.0", "5.6.1", "5.6.2", "5.6.3", "5.6.5"],
  },
  { kind: "refused", source: rfc5321, codes: ["smtp-552"] },
  {
    kind: "refused",
    source: "https://www.rfc-editor.org/rfc/rfc1870",
    codes: ["message-too-large"],
  },
  // the sender and the account
  {
    kind: "misconfigured",
    source: registry,
    codes: ["5.1.7", "5.1.8", "5.7.0", "5.7.1", "5.7.8", "5.7.9", "5.7.11"],
  },
  {
    kind: "misconfigured",
    source: rfc4954,
    codes: ["smtp-530", "smtp-534", "smtp-535", "smtp-538"],
  },
  { kind: "misconfigured", source: rfc5321, codes: ["smtp-550", "smtp-553", "smtp-554"] },
  // less, for now
  { kind: "throttled", source: google, codes: ["5.4.5"] },
  { kind: "throttled", source: microsoft, codes: ["5.1.90", "5.7.232", "5.7.233"] },
  { kind: "throttled", source: rfc5321, codes: ["no-free-connection"] },
  // later
  { kind: "unavailable", source: registry, codes: ["4.2.2"] },
  {
    kind: "unavailable",
    source: rfc5321,
    codes: ["smtp-421", "smtp-450", "smtp-451", "smtp-452", "smtp-timeout", "smtp-connection-lost"],
  },
]);
