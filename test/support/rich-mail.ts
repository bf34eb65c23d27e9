import { createHash, randomBytes } from "node:crypto";
import type { Attachment } from "../../lambdas/core/ports/content.ts";
import type { ProviderMessage } from "../../lambdas/core/provider.ts";

/** A file of a mail, of these bytes. */
export function attachmentOf(
  filename: string,
  content: Uint8Array,
  fields: Partial<Attachment> = {},
): Attachment {
  const sha256 = createHash("sha256").update(content).digest("hex");
  const contentType = "application/octet-stream";
  return { filename, contentType, size: content.length, sha256, content, ...fields };
}

/** A file of a name that needs care, one that looks like text, and an image that the HTML shows. */
const files: readonly [Attachment, Attachment, Attachment] = [
  attachmentOf("faktura «żółw» 🐢; 'a' \"b\" =?UTF-8?B?eA==?=.pdf", randomBytes(50_001), {
    contentType: "application/pdf",
  }),
  attachmentOf(`${"חשבונית ".repeat(20)}.txt`, Buffer.from("one\rtwo\nthree\r\n.\r\n--x--\r\n"), {
    contentType: "text/plain; charset=utf-8",
  }),
  attachmentOf("logo.png", randomBytes(2_000), {
    contentType: "image/png",
    inline: "logo@acme",
  }),
];

/** What a mail can carry, in the forms that mail is known to spoil. */
export const richFields = {
  subject: "Zamówienie 1007 🐢 מוכן =?UTF-8?B?eA==?=",
  html: [
    "<!doctype html>",
    `<p dir="rtl">ההזמנה שלך מוכנה</p><img src="cid:logo@acme">${"<b>ż🐢</b>".repeat(300)}`,
    ".",
    "..From here = =3D \t",
    `<p>${"x".repeat(3_000)}</p>`,
  ].join("\n"),
  replyTo: "help@shop.example.com",
  headers: {
    "In-Reply-To": "<order-1007@example.com>",
    References: "<order-1006@example.com> <order-1007@example.com>",
    "X-Order": "1007",
    "X-Words": `żółw 🐢 ${"long ".repeat(100)}=?UTF-8?Q?x?=  two`,
  },
  attachments: files,
  unsubscribeUrl: `https://api.example.com/v1/unsubscribe/${"a1-_".repeat(60)}`,
} satisfies Partial<ProviderMessage>;
