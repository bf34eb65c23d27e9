import type { Attachment } from "../core/ports/content.ts";

/** An attachment's bytes as Node's own kind of them; they are not copied. */
export function bytesOf({ content }: Attachment): Buffer {
  return Buffer.from(content.buffer, content.byteOffset, content.byteLength);
}

/** An attachment's bytes as an API of JSON takes them. */
export function base64Of(attachment: Attachment): string {
  return bytesOf(attachment).toString("base64");
}

/** A media type without its parameters: `text/plain` of `text/plain; charset=utf-8`. */
export function bareType(contentType: string): string {
  return contentType.replace(/\s*;.*$/s, "");
}
