import { createHash } from "node:crypto";
import MimeNode from "nodemailer/lib/mime-node";
import type { DeliveryReference } from "../core/delivery-reference.ts";
import type { ProviderMessage } from "../core/provider.ts";
import type { MailHeader } from "./mail-headers.ts";
import { headerText, mailHeaders } from "./mail-headers.ts";
import type { MailPart } from "./mime-parts.ts";
import { partsOf } from "./mime-parts.ts";
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

/** Makes the mail of a message, with headers and lines as mail has them. */
export async function mailOf(
  { from, defaultSubject }: MailSettings,
  message: ProviderMessage,
): Promise<Mail> {
  const messageId = messageIdOf(message, from.address);
  const node = nodeOf(partsOf(message));
  const { replyTo, subject = defaultSubject } = message;
  node.setHeader({
    From: { address: from.address, name: from.name ?? "" },
    To: { address: message.to, name: "" },
    ...(replyTo !== undefined && { "Reply-To": { address: replyTo, name: "" } }),
    Subject: preparedValue({ name: "Subject", value: headerText(subject) }),
    "Message-ID": `<${messageId}>`,
    "Auto-Submitted": "auto-generated",
  });
  for (const header of mailHeaders(message)) {
    node.addHeader(header.name, hasOwnForm(header) ? header.value : preparedValue(header));
  }
  return { from: from.address, to: message.to, content: await node.build(), messageId };
}

/** A part as the library has it; a multipart's own parts are made in it, so that boundaries differ. */
function nodeOf(part: MailPart, parent?: MimeNode): MimeNode {
  const options = {
    disableFileAccess: true,
    disableUrlAccess: true,
    ...("filename" in part && { filename: part.filename }),
  };
  const node =
    parent?.createChild(part.contentType, options) ?? new MimeNode(part.contentType, options);
  if ("parts" in part) {
    for (const each of part.parts) {
      nodeOf(each, node);
    }
    return node;
  }
  return node.setHeader(part.headers ?? {}).setContent(part.content);
}

/** A header's value that the library leaves as it is: it would encode one again that looks encoded. */
function preparedValue({ name, value }: MailHeader) {
  return { prepared: true, value: folded(name, value) };
}

/** The library takes no `References` but as ids, which it folds itself. */
function hasOwnForm({ name }: MailHeader): boolean {
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
