import { createHash } from "node:crypto";
import MailComposer from "nodemailer/lib/mail-composer";
import type { DeliveryReference } from "../core/delivery-reference.ts";
import type { Attachment } from "../core/ports/content.ts";
import type { ProviderMessage } from "../core/provider.ts";
import { bytesOf } from "./mail-files.ts";
import { headerText, mailHeaders } from "./mail-headers.ts";
import type { Sender } from "./sender.ts";

/** A mail as it is handed to a server. */
export interface Mail {
  readonly from: string;
  readonly to: string;
  /** With its headers: ASCII, in lines of 998 characters at most. */
  readonly content: Buffer;
  /** Without the angle brackets around it. */
  readonly messageId: string;
}

/** What a mail needs that its message does not say. */
export interface MailSettings {
  readonly from: Sender;
  /** The subject of a message that has none. */
  readonly defaultSubject: string;
}

/**
 * Makes the mail of a message: its text, its HTML beside it, the images that the HTML shows, and its files.
 *
 * https://www.rfc-editor.org/rfc/rfc2046#section-5.1, https://www.rfc-editor.org/rfc/rfc2387
 */
export async function mailOf(
  { from, defaultSubject }: MailSettings,
  message: ProviderMessage,
): Promise<Mail> {
  const messageId = messageIdOf(message, from.address);
  const { html, replyTo, attachments = [] } = message;
  const node = new MailComposer({
    from: { address: from.address, name: from.name ?? "" },
    to: { address: message.to, name: "" },
    ...(replyTo !== undefined && { replyTo: { address: replyTo, name: "" } }),
    messageId: `<${messageId}>`,
    headers: headersOf(message, defaultSubject),
    text: withCrlf(message.text),
    ...(html !== undefined && { html: withCrlf(html) }),
    attachments: attachments.map(partOf),
    disableFileAccess: true,
    disableUrlAccess: true,
  }).compile();
  return { from: from.address, to: message.to, content: await node.build(), messageId };
}

function headersOf(message: ProviderMessage, defaultSubject: string) {
  const subject = { name: "Subject", value: headerText(message.subject ?? defaultSubject) };
  const added = [subject, ...mailHeaders(message)].map(({ name, value }) => ({
    key: name,
    value: hasOwnForm(name) ? value : { prepared: true, value: folded(name, value) },
  }));
  return [{ key: "Auto-Submitted", value: "auto-generated" }, ...added];
}

/** The library takes no `References` but as ids, which it folds itself. */
function hasOwnForm(name: string): boolean {
  return /^references$/i.test(name);
}

/** What a line has at most where its words allow it: https://www.rfc-editor.org/rfc/rfc2047#section-2 */
const maxLineLength = 76;

/**
 * A header's value in lines, after its name and `: `. Its first word stays beside the name: some programs read
 * a line without any as no value, or as one with a space before it.
 */
function folded(name: string, value: string): string {
  let length = `${name}:`.length;
  return value
    .split(" ")
    .map((word, index) => {
      const isNext = index > 0 && length + 1 + word.length > maxLineLength;
      length = isNext ? 1 + word.length : length + 1 + word.length;
      return isNext ? `\r\n ${word}` : index > 0 ? ` ${word}` : word;
    })
    .join("");
}

/** What the HTML shows is `inline`, whatever its type: it is no file to the reader. */
function partOf(attachment: Attachment) {
  const { filename, contentType, inline } = attachment;
  return {
    filename,
    contentType,
    content: bytesOf(attachment),
    contentTransferEncoding: "base64",
    ...(inline !== undefined && { cid: inline, contentDisposition: "inline" }),
  };
}

function withCrlf(text: string): string {
  return text.replace(/\r\n|\r|\n/g, "\r\n");
}

/**
 * The same for every attempt of a delivery, so that mail programs can tell a repeat. It tells nothing of
 * the user: the notification's id, which is random, is hashed along with the user's.
 */
function messageIdOf(
  { userId, notificationId, channel }: DeliveryReference,
  sender: string,
): string {
  const ids = JSON.stringify([userId, notificationId, channel]);
  const hash = createHash("sha256").update(ids).digest("hex").slice(0, 40);
  return `${hash}${sender.slice(sender.lastIndexOf("@"))}`;
}
