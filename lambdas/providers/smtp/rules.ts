import type { Outcome } from "../../core/outcome.ts";
import type { FailureKind } from "../code-table.ts";
import { TransportError } from "../transport-error.ts";
import { codes } from "./codes.ts";
import type { SessionFailure } from "./session.ts";

/** What a failed session comes to. */
export function failureOutcome({ progress, code, command, reply }: SessionFailure): Outcome {
  if (reply !== undefined) {
    return replyOutcome(command ?? "", reply);
  }
  if (progress === "given") {
    return new TransportError("open", { code }).outcome;
  }
  if (code === "EMESSAGE") {
    return { kind: "refused", code: "message-too-large" };
  }
  if (code === "EAUTH" || code === "EENVELOPE") {
    return { kind: "misconfigured", code: "request-not-made" };
  }
  if (code === "ETLS" || isOfCertificate(code)) {
    return new TransportError("securing", {}).outcome;
  }
  if (progress === "talking") {
    const isTime = code === "ABORT_ERR" || code === "ETIMEDOUT";
    return { kind: "unavailable", code: isTime ? "smtp-timeout" : "smtp-connection-lost" };
  }
  return new TransportError("connecting", { code }).outcome;
}

/** https://nodejs.org/api/tls.html#x509-certificate-error-codes */
function isOfCertificate(code: string): boolean {
  return /CERT|SIGNATURE|ERR_TLS|ERR_SSL|CRL/.test(code);
}

/** A status, and with it an enhanced one: https://www.rfc-editor.org/rfc/rfc2034#section-4 */
const statusPattern = /^(([45])\d\d)(?:[ -](\2\.\d{1,3}\.\d{1,3})\b)?/;

/**
 * What a server's reply comes to: by its enhanced status code, or its status without one; else by what its
 * text says; else by its class. Whatever a reply to `MAIL FROM` says of an address, the address is the
 * sender's.
 */
export function replyOutcome(command: string, reply: string): Outcome {
  const [, status, digit, enhanced] = statusPattern.exec(reply) ?? [];
  if (status === undefined) {
    return { kind: command === "DATA" ? "unknown" : "unavailable", code: "smtp-reply" };
  }
  const code = enhanced ?? `smtp-${status}`;
  const listed = codes.get(code);
  if (listed?.kind === "refused" && !isOfMessage(command, code)) {
    return { kind: "misconfigured", code };
  }
  const kind = kindByText(command, code, reply) ?? listed?.kind ?? kindOfClass(digit);
  return {
    kind,
    code,
    ...(listed?.suppress && kind === "refused" && { suppress: true }),
  } as Outcome;
}

/** Whether a reply can be about the recipient or the content: of `MAIL FROM`, its size alone. */
function isOfMessage(command: string, code: string): boolean {
  const isSize = code === "5.3.4" || code === "smtp-552";
  return command === "RCPT TO" || command === "DATA" || (command === "MAIL FROM" && isSize);
}

function kindOfClass(digit: string | undefined): FailureKind {
  return digit === "4" ? "unavailable" : "misconfigured";
}

/**
 * Too fast, or too much: Amazon SES's `454 Throttling failure`, Google's `450 4.2.1 … too quickly` and
 * `421 4.7.28 … unusual rate`, Microsoft's `432 4.3.2 … limit exceeded`, Postfix's `450 4.7.1 … too much mail`.
 *
 * https://docs.aws.amazon.com/ses/latest/dg/manage-sending-quotas-errors.html,
 * https://support.google.com/a/answer/3726730,
 * https://techcommunity.microsoft.com/t5/exchange-team-blog/changes-coming-to-the-smtp-authenticated-submission-client/ba-p/607825,
 * https://www.postfix.org/TUNING_README.html
 */
const tooFast =
  /\btoo (?:many|much|quickly|fast)\b|\brate\b|\bthrottl|\blimits? (?:has been )?exceeded/i;

/** That there is nobody of that name, in words that can mean nothing else. */
const noSuchUser =
  /\b(?:user unknown|unknown user|no such (?:user|mailbox|recipient)|mailbox (?:not found|does not exist))\b/i;

function kindByText(command: string, code: string, reply: string): FailureKind | undefined {
  if (reply.startsWith("4") && code !== "4.2.2" && tooFast.test(reply)) {
    return "throttled";
  }
  return command === "RCPT TO" && code === "smtp-550" && noSuchUser.test(reply)
    ? "refused"
    : undefined;
}
