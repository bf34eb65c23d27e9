import { createHash } from "node:crypto";
import type { ParsedMail } from "mailparser";
import { simpleParser } from "mailparser";

/** What a mail carries beside its text, as `GET /_received` shows it. */
export interface SimulatedMail {
  readonly subject: string;
  readonly html?: string;
  /** Those that were added, by their names in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly replyTo?: string;
  readonly attachments?: readonly SimulatedAttachment[];
}

/** A file of a mail, without its bytes. */
export interface SimulatedAttachment {
  readonly filename: string;
  /** Without parameters. */
  readonly contentType: string;
  /** Bytes. */
  readonly size: number;
  /** In hexadecimal. */
  readonly sha256: string;
  /** The id by which the HTML shows it. */
  readonly inline?: string;
}

/** Parses a mail, and leaves what its HTML refers to as it is. */
export function parseMail(content: Buffer): Promise<ParsedMail> {
  return simpleParser(content, {
    skipImageLinks: true,
    skipHtmlToText: true,
    skipTextToHtml: true,
    skipTextLinks: true,
    keepCidLinks: true,
  });
}

/** A parsed mail's text; a mail of one part ends with a line break that its text may not have. */
export function textIn({ text = "" }: ParsedMail): string {
  return text.replace(/\n$/, "");
}

/** What a parsed mail carries beside its text. */
export function mailIn(parsed: ParsedMail): SimulatedMail {
  const { subject = "", html, replyTo, attachments } = parsed;
  return simulatedMail({
    subject,
    html: html || undefined,
    headers: addedHeaders(parsed),
    replyTo: replyTo?.value[0]?.address,
    attachments: attachments.map(({ filename = "", contentType, content, cid }) =>
      simulatedAttachment({ filename, contentType, content, inline: cid }),
    ),
  });
}

/** A mail without what it does not have. */
export function simulatedMail(mail: {
  readonly subject: string;
  readonly html: string | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly replyTo: string | undefined;
  readonly attachments: readonly SimulatedAttachment[];
}): SimulatedMail {
  const { subject, html, headers, replyTo, attachments } = mail;
  return {
    subject,
    ...(html !== undefined && { html }),
    ...(Object.keys(headers).length > 0 && { headers }),
    ...(replyTo !== undefined && { replyTo }),
    ...(attachments.length > 0 && { attachments }),
  };
}

/** A file by its bytes. */
export function simulatedAttachment(file: {
  readonly filename: string;
  readonly contentType: string;
  readonly content: Buffer;
  readonly inline: string | undefined;
}): SimulatedAttachment {
  const { filename, contentType, content, inline } = file;
  return {
    filename,
    contentType: contentType.replace(/\s*;.*$/s, ""),
    size: content.length,
    sha256: createHash("sha256").update(content).digest("hex"),
    ...(inline !== undefined && { inline }),
  };
}

/** Whether text is base64 of at least one byte. A regular expression has no stack for millions of characters. */
export function isBase64(text: string): boolean {
  return text !== "" && Buffer.from(text, "base64").toString("base64") === text;
}

/** The headers that a sender adds to those that every mail has. */
const addedHeader = /^(?:x-.+|list-.+|references|in-reply-to)$/i;

/** The headers that were added to a parsed mail, decoded. */
export function addedHeaders({ headerLines }: Pick<ParsedMail, "headerLines">) {
  return decodedHeaders(
    headerLines.map(({ key, line }) => [
      key,
      line
        .replace(/\r?\n(?=[ \t])/g, "")
        .replace(/^[^:]*:/, "")
        .trim(),
    ]),
  );
}

/** Of a mail's headers those that were added, with encoded words read as mail programs do. */
export function decodedHeaders(
  headers: readonly (readonly [name: string, value: string])[],
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    headers
      .filter(([name]) => addedHeader.test(name))
      .map(([name, value]) => [name.toLowerCase(), decodedText(value)]),
  );
}

function decodedText(text: string): string {
  return text
    .replace(/\?=\s+(?==\?)/g, "?=")
    .replace(/=\?UTF-8\?B\?([^?]*)\?=/gi, (_, base64) => Buffer.from(base64, "base64").toString());
}
