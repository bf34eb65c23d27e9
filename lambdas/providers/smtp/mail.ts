import { createHash } from "node:crypto";
import MimeNode from "nodemailer/lib/mime-node";
import type { DeliveryReference } from "../../core/delivery-reference.ts";
import type { ProviderMessage } from "../../core/provider.ts";
import { encodedWords } from "../sender.ts";
import type { SmtpSettings } from "./settings.ts";

/** A mail as it is handed to a server. */
export interface Mail {
  readonly from: string;
  readonly to: string;
  /** With its headers. */
  readonly content: Buffer;
  /** Without the angle brackets around it. */
  readonly messageId: string;
}

/** Makes the mail of a message: plain text, with headers and lines as mail has them. */
export async function mailOf(
  { from, defaultSubject }: Pick<SmtpSettings, "from" | "defaultSubject">,
  message: ProviderMessage,
): Promise<Mail> {
  const messageId = messageIdOf(message, from.address);
  const node = new MimeNode("text/plain; charset=utf-8", {
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  node.setHeader({
    From: { address: from.address, name: from.name ?? "" },
    To: { address: message.to, name: "" },
    Subject: subjectOf(message.subject ?? defaultSubject),
    "Message-ID": `<${messageId}>`,
    "Auto-Submitted": "auto-generated",
  });
  node.setContent(message.text.replace(/\r\n|\r|\n/g, "\r\n"));
  return { from: from.address, to: message.to, content: await node.build(), messageId };
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
