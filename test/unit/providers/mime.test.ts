import { randomBytes } from "node:crypto";
import * as fc from "fast-check";
import type { ParsedMail } from "mailparser";
import { simpleParser } from "mailparser";
import { describe, expect, test } from "vitest";
import { headersSchema } from "../../../lambdas/core/mail-fields.ts";
import type { Attachment } from "../../../lambdas/core/ports/content.ts";
import type { ProviderMessage } from "../../../lambdas/core/provider.ts";
import { mailOf } from "../../../lambdas/providers/mime.ts";
import { settingsSchema } from "../../../lambdas/providers/smtp/settings.ts";
import { addedHeaders, parseMail } from "../../../local/simulator/mail.ts";
import { attachmentOf, richFields } from "../../support/rich-mail.ts";

const message: ProviderMessage = {
  to: "ann@example.com",
  text: "Your order is ready",
  userId: "u-42@example.com",
  notificationId: "01KBCWHCG0ZZ0000000000000Z",
  channel: "email",
};

async function mail(fields: Partial<ProviderMessage> = {}, from = "Acme <herald@example.com>") {
  const settings = settingsSchema.parse({ baseUrl: "smtp://127.0.0.1", from });
  const made = await mailOf(settings, { ...message, ...fields });
  return { ...made, source: made.content.toString("latin1") };
}

test("a mail is plain text from the sender to the recipient", async () => {
  const { source, from, to, messageId } = await mail({ subject: "Order 1007" });
  const [head = "", body] = source.split("\r\n\r\n");
  expect(head.split("\r\n")).toEqual([
    "From: Acme <herald@example.com>",
    "To: ann@example.com",
    "Subject: Order 1007",
    `Message-ID: <${messageId}>`,
    "Auto-Submitted: auto-generated",
    "Content-Transfer-Encoding: 7bit",
    expect.stringMatching(/^Date: \w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d \+0000$/),
    "MIME-Version: 1.0",
    "Content-Type: text/plain; charset=utf-8",
  ]);
  expect(body).toBe("Your order is ready\r\n");
  expect({ from, to }).toEqual({ from: "herald@example.com", to: "ann@example.com" });
});

describe("what arrives is what was sent", () => {
  test.each([
    ["emoji", "Gotowe 🐢🇵🇱👩‍👩‍👧‍👦", "Zażółć gęślą jaźń 🎉"],
    ["text from right to left", "הזמנה 1007", "ההזמנה שלך מוכנה, (ليوم) الأحد"],
    ["a long line", "x".repeat(200), "word ".repeat(3_000).trim()],
    ["a long line without a space", "ż".repeat(200), "ż".repeat(16_384)],
    ["a long line of ASCII", "Order", "x".repeat(16_384)],
    ["lines that begin with a dot", "Order", "one\n.\n..two\n.three"],
    ["lines that begin with From", "Order", "From here\n>From there"],
    ["what looks like a header", "Bcc: eve@example.com", "Subject: other\n\nBcc: eve@example.com"],
    ["what looks like an encoded word", "=?UTF-8?B?eA==?=", "=?UTF-8?B?eA==?= =3D=20"],
    ["spaces at ends of lines", "Order", "one \ntwo\t\n\n three"],
    ["markup", "<b>&amp;", "<script>alert(1)</script> & ©"],
  ])("%s", async (_, subject, text) => {
    const { content, source } = await mail({ subject, text });
    const parsed = await simpleParser(content);
    expect(parsed.subject).toBe(subject);
    expect(parsed.text?.replace(/\n$/, "")).toBe(text);
    expect(parsed.headers.has("bcc")).toBe(false);
    // RFC 5322, 2.1.1; RFC 2047, 2
    for (const line of source.split("\r\n")) {
      expect(line).toMatch(/^[\t\x20-\x7e]{0,998}$/);
    }
  });

  test.each([
    ['"Acme, Inc. \\"Shop\\"" <herald@example.com>', 'Acme, Inc. "Shop"'],
    ["Żółw 🐢 <herald@example.com>", "Żółw 🐢"],
    [`${"Ż".repeat(90)} <herald@example.com>`, "Ż".repeat(90)],
    ["herald@example.com", ""],
  ])("the sender %s", async (from, name) => {
    const { content } = await mail({}, from);
    const parsed = await simpleParser(content);
    expect(parsed.from?.value).toEqual([{ address: "herald@example.com", name }]);
  });
});

test.each(["\r\n", "\n", "\r", "\u2028", "\u0000"])(
  "no header comes of %j in a subject",
  async (end) => {
    const { content, source } = await mail({
      subject: `Order${end}Bcc: eve@example.com${end}${end}x`,
    });
    const { headers, text } = await simpleParser(content);
    expect([...headers.keys()].sort()).toEqual(
      ["auto-submitted", "content-transfer-encoding", "content-type", "date", "from"].concat([
        "message-id",
        "mime-version",
        "subject",
        "to",
      ]),
    );
    expect(text?.trim()).toBe(message.text);
    expect(source).not.toMatch(/^Bcc/m);
  },
);

test("a delivery's mails have one id, which tells nothing of the user; another's have another", async () => {
  const { messageId } = await mail();
  expect(messageId).toMatch(/^[0-9a-f]{40}@example\.com$/);
  expect((await mail({ text: "other" })).messageId).toBe(messageId);
  for (const other of [{ channel: "other" }, { userId: "u-43" }]) {
    expect((await mail(other)).messageId).not.toBe(messageId);
  }
});

/** RFC 5322, 2.1.1, and 7-bit: nothing that a server on the way may cut, fold or encode again. */
function expectPlainLines(source: string): void {
  for (const line of source.split("\r\n")) {
    expect(line).toMatch(/^[\t\x20-\x7e]{0,998}$/);
  }
}

/** The tree of a mail's parts: `multipart/mixed(text/plain, image/png)`. */
function treeOf(source: string): string {
  const [head = "", ...rest] = source.split("\r\n\r\n");
  const unfolded = head.replace(/\r\n[ \t]+/g, " ");
  const type = /^Content-Type: ([\w/-]+)/im.exec(unfolded)?.[1] ?? "";
  const boundary = /boundary="([^"]+)"/.exec(unfolded)?.[1];
  if (boundary === undefined) {
    return type;
  }
  const parts = rest.join("\r\n\r\n").split(`--${boundary}`).slice(1, -1);
  return `${type}(${parts.map((part) => treeOf(part.replace(/^\r\n/, ""))).join(", ")})`;
}

function filesOf({ attachments }: ParsedMail) {
  return attachments.map(({ filename, content, cid }) => ({
    filename,
    content: content.toString("base64"),
    inline: cid,
  }));
}

const asFile = ({ filename, content, inline }: Attachment) => ({
  filename,
  content: Buffer.from(content).toString("base64"),
  inline,
});

describe("a rich mail", () => {
  test("arrives with each of its parts as it was given", async () => {
    const { content, source } = await mail(richFields);
    const parsed = await parseMail(content);
    expect(parsed).toMatchObject({ subject: richFields.subject, text: message.text });
    expect(parsed.html).toBe(richFields.html);
    expect(parsed.replyTo?.text).toBe(richFields.replyTo);
    expect(addedHeaders(parsed)).toEqual({
      "in-reply-to": richFields.headers["In-Reply-To"],
      references: richFields.headers.References,
      "x-order": "1007",
      "x-words": richFields.headers["X-Words"],
      "list-unsubscribe": `<${richFields.unsubscribeUrl}>`,
      "list-unsubscribe-post": "List-Unsubscribe=One-Click",
    });
    const [pdf, text, logo] = richFields.attachments.map(asFile);
    expect(filesOf(parsed)).toEqual([logo, pdf, text]);
    expectPlainLines(source);
    expect(source).not.toMatch(/^[\w-]+:\r$/m);
    expect(source).toMatch(/^Subject: =\?UTF-8\?B\?[^\r]{0,64}\r\n =\?/m);
  });

  const [pdf, text, logo] = richFields.attachments;
  const { html } = richFields;

  test.each<[string, Partial<ProviderMessage>]>([
    ["text/plain", {}],
    ["multipart/alternative(text/plain, text/html)", { html }],
    ["multipart/mixed(text/plain, application/pdf)", { attachments: [pdf] }],
    ["multipart/mixed(text/plain, image/png)", { attachments: [logo] }],
    [
      "multipart/alternative(text/plain, multipart/related(text/html, image/png))",
      { html, attachments: [logo] },
    ],
    [
      "multipart/mixed(multipart/alternative(text/plain, multipart/related(text/html, image/png)), application/pdf, text/plain)",
      { html, attachments: [pdf, logo, text] },
    ],
  ])("is %s", async (tree, fields) => {
    expect(treeOf((await mail(fields)).source)).toBe(tree);
  });

  test("has a file's name for programs of two generations", async () => {
    const { source } = await mail({ attachments: [attachmentOf("żółw 🐢.pdf", Buffer.from("x"))] });
    expect(source).toContain("filename*0*=utf-8''%C5%BC%C3%B3%C5%82w%20");
    expect(source).toMatch(/name="=\?UTF-8\?[BQ]\?[^"]+\?="/);
  });

  test.each([
    "text/calendar; method=REQUEST",
    "text/html",
    "text/csv; charset=utf-8; header=present",
  ])("keeps a file of the type %s a file", async (contentType) => {
    const file = attachmentOf("a.ics", Buffer.from("BEGIN:VCALENDAR\r\nEND:VCALENDAR\n"), {
      contentType,
    });
    const { content, source } = await mail({ attachments: [file] });
    const parsed = await parseMail(content);
    expect(filesOf(parsed)).toEqual([asFile(file)]);
    expect(parsed.text).toBe(message.text);
    expect(parsed.html).toBeUndefined();
    expect(source.match(/BEGIN:VCALENDAR/)).toBeNull();
    expect(source).toContain("Content-Disposition: attachment");
  });

  test("of 4 MB stays under what SES takes, byte for byte", async () => {
    const file = attachmentOf("big.bin", randomBytes(4 * 1_024 * 1_024));
    const { content, source } = await mail({ attachments: [file] });
    const parsed = await parseMail(content);
    expect(parsed.attachments[0]?.content.equals(Buffer.from(file.content))).toBe(true);
    expect(content.length).toBeLessThan(6_000_000);
    expect(/[^\r\n]{999}/.test(source)).toBe(false);
  });

  test("reads no file and no URL, whatever a caller names", async () => {
    const path = "/etc/hostname";
    const { content } = await mail({
      html: `<img src="file://${path}">`,
      attachments: [attachmentOf("data:text/plain,x", Buffer.from(path))],
      headers: { "X-Path": path },
    });
    const parsed = await parseMail(content);
    expect(filesOf(parsed)).toMatchObject([{ content: Buffer.from(path).toString("base64") }]);
  });
});

describe("whatever is in a mail", () => {
  const line = fc
    .string({ unit: "grapheme", minLength: 1, maxLength: 120 })
    .map((text) => text.toWellFormed().replace(/\p{Cc}/gu, " "))
    .filter((text) => /\S/.test(text));
  const odd = fc.constantFrom(
    "\r\n",
    "\n",
    "\r",
    "\0",
    "=?",
    "?=",
    "\r\n\r\n--",
    ";",
    '"',
    "\\",
    "\u2028",
  );
  const spoiled = fc
    .array(fc.oneof(line, odd), { minLength: 1, maxLength: 6 })
    .map((all) => all.join(""));
  const bytes = fc.uint8Array({ minLength: 1, maxLength: 300 });

  test("what core lets through comes back the same", async () => {
    const filename = line
      .map((text) => text.replace(/[/\\]/g, "_"))
      .filter((text) => !/^\s|\s$/.test(text));
    await fc.assert(
      fc.asyncProperty(
        line,
        filename,
        line,
        spoiled,
        bytes,
        async (subject, name, value, text, content) => {
          const headers = { "X-Any": value };
          fc.pre(headersSchema.safeParse(headers).success);
          const file = attachmentOf(name, content);
          const html = `<p>${text.replaceAll("\0", "")}</p>`;
          const made = await mail({ subject, headers, html, attachments: [file] });
          const parsed = await parseMail(made.content);
          expect(addedHeaders(parsed)).toEqual({ "x-any": value });
          expect(parsed.subject?.trim()).toBe(subject.trim());
          expect(filesOf(parsed)).toEqual([asFile(file)]);
          expect(parsed.html).toBe(html.replace(/\r\n|\r/g, "\n"));
          expectPlainLines(made.source);
        },
      ),
      { numRuns: 60 },
    );
  });

  test("no part and no header comes of line breaks, though core let them through", async () => {
    const expected = await shapeOf({
      headers: { "X-Any": "x" },
      html: "x",
      attachments: [attachmentOf("x", Buffer.from("x"))],
    });
    await fc.assert(
      fc.asyncProperty(spoiled, spoiled, bytes, async (text, name, content) => {
        const file = attachmentOf(`x${name}`, content, { contentType: "text/plain" });
        const fields = {
          subject: `s${text}`,
          text: `t${text}`,
          html: `<p>${text}`,
          headers: { "X-Any": text },
        };
        expect(await shapeOf({ ...fields, attachments: [file] })).toEqual(expected);
      }),
      { numRuns: 60 },
    );

    async function shapeOf(fields: Partial<ProviderMessage>) {
      const parsed = await simpleParser((await mail(fields)).content);
      return { headers: [...parsed.headers.keys()].sort(), files: parsed.attachments.length };
    }
  });
});
