import { simpleParser } from "mailparser";
import { describe, expect, test } from "vitest";
import type { ProviderMessage } from "../../../lambdas/core/provider.ts";
import { mailOf } from "../../../lambdas/providers/smtp/mail.ts";
import { settingsSchema } from "../../../lambdas/providers/smtp/settings.ts";

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
