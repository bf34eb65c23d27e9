import { createHash } from "node:crypto";
import MailComposer from "nodemailer/lib/mail-composer";
import type { DeliveryReference } from "../core/delivery-reference.ts";
import type { Attachment } from "../core/ports/content.ts";
import type { ProviderMessage } from "../core/provider.ts";
import { bytesOf } from "./mail-files.ts";
import { mailHeaders } from "./mail-headers.ts";
import type { Sender } from "./sender.ts";
import { encodedWords } from "./sender.ts";

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
    subject: subjectOf(message.subject ?? defaultSubject),
    messageId: `<${messageId}>`,
    headers: headersOf(message),
    text: withCrlf(message.text),
    ...(html !== undefined && { html: withCrlf(html) }),
    attachments: attachments.map(partOf),
    disableFileAccess: true,
    disableUrlAccess: true,
  }).compile();
  return { from: from.address, to: message.to, content: await node.build(), messageId };
}

/** The library's own form of a header would encode a value again; of `References` it knows no other. */
function headersOf(message: ProviderMessage) {
  const added = mailHeaders(message).map(({ name, value }) => ({
    key: name,
    value: /^references$/i.test(name) ? value : { prepared: true, foldLines: true, value },
  }));
  return [...added, { key: "Auto-Submitted", value: "auto-generated" }];
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

/** The library encodes what is not ASCII, and takes what looks encoded for that. */
function subjectOf(subject: string): string {
  return subject.includes("=?") ? encodedWords(subject).join(" ") : subject;
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
