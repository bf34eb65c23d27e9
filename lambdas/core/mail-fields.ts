import * as z from "zod/mini";
import { emailAddress } from "./email-address.ts";
import { byName, described, matching, needs, text, utf8Length } from "./fields.ts";
import { linePattern } from "./message-fields.ts";

/** Bytes that HTML may have in UTF-8: what is longer, Gmail cuts off. */
export const htmlLimit = 102_400;

/** Bytes that a notification's attachments may have together: what fits into one call of the API. */
export const attachmentBytesLimit = 4 * 1_024 * 1_024;

/** Attachments that a notification may have. */
const maxAttachments = 20;

/** Headers that a caller may add. */
const maxHeaders = 20;

const htmlDetail = `must have at most ${htmlLimit} bytes in UTF-8`;

/** A mail's HTML, as its caller wrote it: nothing of it is checked or changed. */
export const htmlSchema = text().check(
  z.regex(/\S/, "must not be empty"),
  z.refine((html) => utf8Length(html) <= htmlLimit, htmlDetail),
  z.meta({ maxLength: htmlLimit }),
);

/** Where replies to a mail go. */
export const replyToSchema = emailAddress;

/** What a header that a caller adds may be called. */
const headerName = /^(?:X-[A-Za-z0-9-]{1,72}|References|In-Reply-To|List-Id)$/i;

/**
 * What services of mail take for orders to themselves: another sender's settings, tags that receipts are found by.
 *
 * @see https://docs.aws.amazon.com/ses/latest/dg/sending-concepts-custom-headers-in-email.html
 * @see https://www.twilio.com/docs/sendgrid/for-developers/sending-email/building-an-x-smtpapi-header
 * @see https://postmarkapp.com/developer/user-guide/send-email-with-smtp
 */
const ordersToServices =
  /^X-(?:SES-|PM-|SG-|SMTPAPI$|MSYS-|Mailgun-|MC-|Amazon-|AWS-|Google-|MS-)/i;

const headersDetail = `must have at most ${maxHeaders} names, each once: X-… (not those that mail services keep for themselves, such as X-SES-… or X-SMTPAPI), References, In-Reply-To or List-Id`;

const headerValueDetail =
  "must be one line of 1 to 998 characters; of References, In-Reply-To and List-Id in ASCII";

/** Headers whose values are ids. */
const idHeader = /^(?:References|In-Reply-To|List-Id)$/i;

/** Headers that a caller adds to a mail, by name. */
export const headersSchema = z
  .record(
    z.string(),
    matching(linePattern, headerValueDetail).check(z.maxLength(998, headerValueDetail)),
    { error: needs("an object whose values are text") },
  )
  .check(
    z.refine((headers) => areHeaders(Object.keys(headers)), headersDetail),
    z.check(({ value, issues }) => {
      for (const [name, id] of Object.entries(value)) {
        if (idHeader.test(name) && !/^[\x20-\x7e]*$/.test(id)) {
          issues.push({ code: "custom", path: [name], message: headerValueDetail, input: id });
        }
      }
    }),
    z.overwrite(byName),
  );

/** What is stored of headers. */
export const storedHeaders = z.optional(z.record(z.string(), z.string()));

const contentTypeDetail =
  "must be a media type such as application/pdf, and neither multipart/… nor message/…";

/** RFC 6838's names of types, with parameters if there are any. */
const contentTypePattern =
  /^[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,63}\/[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,95}(?: ?; ?[A-Za-z0-9-]{1,32}=(?:[A-Za-z0-9_.+-]{1,64}|"[A-Za-z0-9 _.+:-]{0,64}")){0,5}$/;

/** With at least one character that is no dot and no space: `..` is another folder. */
const filenamePattern = /^[^\p{Cc}/\\]*[^\s\p{Cc}/\\.][^\p{Cc}/\\]*$/u;

const filenameDetail = "must be a file's name of 1 to 255 characters, without / and \\";

/** A file that goes with a mail, as a caller gives it. */
export const attachmentSchema = z.strictObject(
  {
    filename: matching(filenamePattern, filenameDetail).check(
      z.maxLength(255, filenameDetail),
      described("Its name, as the recipient sees it.", "invoice-1007.pdf"),
    ),
    contentType: matching(contentTypePattern, contentTypeDetail).check(
      z.refine((type) => !/^(?:multipart|message)\//i.test(type), contentTypeDetail),
      described("Its media type.", "application/pdf"),
    ),
    content: text().check(
      z.regex(/^[A-Za-z0-9+/]*={0,2}$/, { error: "must be base64", abort: true }),
      z.refine((base64) => base64.length % 4 === 0, "must be base64, with its padding"),
      z.minLength(1, "must not be empty"),
      described("Its bytes in base64, without line breaks.", "JVBERi0xLjQK"),
    ),
    inline: z
      .optional(matching(/^[A-Za-z0-9._@-]{1,128}$/, "must be 1 to 128 letters, digits or . _ @ -"))
      .check(described('The id by which the HTML shows it: `<img src="cid:logo">`.', "logo")),
  },
  "must be an object",
);

/** A mail's attachments, as a caller gives them. */
export const attachmentsSchema = z.array(attachmentSchema, { error: needs("a list") }).check(
  z.minLength(1, "must hold at least one, or be left out"),
  z.maxLength(maxAttachments, `must hold at most ${maxAttachments}`),
  z.refine(
    (all) =>
      all.reduce((sum, { content }) => sum + base64Bytes(content), 0) <= attachmentBytesLimit,
    `must have at most ${attachmentBytesLimit} bytes together`,
  ),
  z.refine((all) => {
    const ids = all.flatMap(({ inline }) => inline ?? []);
    return new Set(ids).size === ids.length;
  }, "must not name one id twice for inline"),
);

export type SubmittedAttachment = z.output<typeof attachmentSchema>;

/** What a record says of an attachment: its bytes are kept apart, under their hash. */
export const storedAttachment = z.object({
  filename: z.string(),
  contentType: z.string(),
  /** Bytes. */
  size: z.number(),
  /** SHA-256 of the bytes, in hexadecimal. */
  sha256: z.string(),
  inline: z.optional(z.string()),
});

export type AttachmentRecord = z.output<typeof storedAttachment>;

/** Bytes that base64 stands for. */
export function base64Bytes(base64: string): number {
  const padding = base64.endsWith("==") ? 2 : Number(base64.endsWith("="));
  return (base64.length / 4) * 3 - padding;
}

function areHeaders(names: readonly string[]): boolean {
  return (
    names.length <= maxHeaders &&
    new Set(names.map((name) => name.toLowerCase())).size === names.length &&
    names.every((name) => headerName.test(name) && !ordersToServices.test(name))
  );
}
