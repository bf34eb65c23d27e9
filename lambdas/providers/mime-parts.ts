import type { Attachment } from "../core/ports/content.ts";
import type { ProviderMessage } from "../core/provider.ts";
import { bytesOf } from "./mail-files.ts";

/** A part of a mail: content, or a multipart that holds others. */
export type MailPart = Content | Multipart;

interface Content {
  readonly contentType: string;
  readonly filename?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly content: string | Buffer;
}

interface Multipart {
  readonly contentType: string;
  readonly parts: readonly MailPart[];
}

/**
 * A message as the parts of its mail: its text, its HTML beside it, the files that the HTML shows, and the others.
 *
 * https://www.rfc-editor.org/rfc/rfc2046#section-5.1, https://www.rfc-editor.org/rfc/rfc2387
 */
export function partsOf({ text, html, attachments = [] }: ProviderMessage): MailPart {
  const isShown = ({ inline }: Attachment) => html !== undefined && inline !== undefined;
  const shown = attachments.filter(isShown).map(fileOf);
  const files = attachments.filter((each) => !isShown(each)).map(fileOf);
  const body =
    html === undefined
      ? textOf("plain", text)
      : within("alternative", [
          textOf("plain", text),
          within('related; type="text/html"', [textOf("html", html), ...shown]),
        ]);
  return within("mixed", [body, ...files]);
}

/** Parts in a multipart, which one alone does not need. */
function within(subtype: string, parts: readonly [MailPart, ...MailPart[]]): MailPart {
  return parts.length === 1 ? parts[0] : { contentType: `multipart/${subtype}`, parts };
}

function textOf(subtype: "plain" | "html", text: string): Content {
  return {
    contentType: `text/${subtype}; charset=utf-8`,
    content: text.replace(/\r\n|\r|\n/g, "\r\n"),
  };
}

/** A file's bytes, whatever its type. One that HTML shows is `inline`: it is no file to the reader. */
function fileOf(attachment: Attachment): Content {
  const { filename, contentType, inline } = attachment;
  return {
    contentType,
    filename,
    headers: {
      "Content-Disposition": inline === undefined ? "attachment" : "inline",
      "Content-Transfer-Encoding": "base64",
      ...(inline !== undefined && { "Content-ID": `<${inline}>` }),
    },
    content: bytesOf(attachment),
  };
}
