import { describe, expect, test } from "vitest";
import { formatSender, quoteSender, senderSetting } from "../../../lambdas/providers/sender.ts";

const read = (text: string) => senderSetting.safeParse(text);

describe("a sender", () => {
  test.each([
    ["a@example.com", { address: "a@example.com" }],
    [" a@example.com ", { address: "a@example.com" }],
    ["<a@example.com>", { address: "a@example.com" }],
    ["Acme <a@example.com>", { address: "a@example.com", name: "Acme" }],
    ["Acme<a@example.com> ", { address: "a@example.com", name: "Acme" }],
    ["Acme < a@example.com >", { address: "a@example.com", name: "Acme" }],
    ["Acme, Inc. <a@example.com>  ", { address: "a@example.com", name: "Acme, Inc." }],
    ['"Acme, Inc." <a@example.com>', { address: "a@example.com", name: "Acme, Inc." }],
    ['"" <a@example.com>', { address: "a@example.com" }],
    ['" Acme " <a@example.com>', { address: "a@example.com", name: "Acme" }],
    [
      String.raw`"Acme \"Shop\" \\ Co" <a@example.com>`,
      { address: "a@example.com", name: String.raw`Acme "Shop" \ Co` },
    ],
    [
      'The "Shop" of Acme <a@example.com>',
      { address: "a@example.com", name: 'The "Shop" of Acme' },
    ],
    ['"Shop" of Acme <a@example.com>', { address: "a@example.com", name: '"Shop" of Acme' }],
    ['Acme "Shop" <a@example.com>', { address: "a@example.com", name: 'Acme "Shop"' }],
    ["Żółw <a@example.com>", { address: "a@example.com", name: "Żółw" }],
    ["a@bücher.example", { address: "a@xn--bcher-kva.example" }],
    ["first.last+tag@mail.example.com", { address: "first.last+tag@mail.example.com" }],
  ])("may be %j", (text, sender) => {
    expect(read(text)).toEqual({ success: true, data: sender });
  });

  test.each([
    "",
    "Acme",
    "@example.com",
    "a@",
    "a@localhost",
    "a b@example.com",
    ".a@example.com",
    "żółw@example.com",
    "a@-example.com",
    "Acme <a@example.com> and more",
    "Acme <a@example.com",
    "Acme <>",
    "Acme <a@example.com><b@example.com>x",
  ])("is not %j", (text) => {
    expect(read(text).error?.issues).toMatchObject([
      {
        code: "custom",
        message: "must be an e-mail address, with or without a name before it in <>",
      },
    ]);
  });

  test.each([
    "Ac\nme <a@example.com>",
    "Acme\u0000 <a@example.com>",
    "<b> <a@example.com>",
    "\ud83d <a@example.com>",
  ])("has a name of one line, and not %j", (text) => {
    expect(read(text).error?.issues).toMatchObject([
      { code: "custom", message: "must have a name of one line, without < and >" },
    ]);
  });
});

describe("a sender in a header", () => {
  const address = "a@example.com";
  const format = (name?: string) => formatSender({ address, ...(name !== undefined && { name }) });

  test.each([
    [undefined, address],
    ["Acme", `Acme <${address}>`],
    ["Acme's Shop & Co", `Acme's Shop & Co <${address}>`],
    ["Acme, Inc.", `"Acme, Inc." <${address}>`],
    ["Acme (Shop)", `"Acme (Shop)" <${address}>`],
    [String.raw`The "Shop" \ Co`, String.raw`"The \"Shop\" \\ Co" <${address}>`],
    ["Żółw", `=?UTF-8?B?${Buffer.from("Żółw").toString("base64")}?= <${address}>`],
  ])("%j is %j", (name, header) => {
    expect(format(name)).toBe(header);
  });

  test.each([
    ["ż".repeat(19), 1],
    ["ż".repeat(20), 2],
    [`${"ż".repeat(19)}a`, 1],
    ["ż".repeat(45), 3],
    ["🐢".repeat(12), 2],
  ])(
    "%j is encoded in %i words of 64 characters at most, no character cut in two",
    (name, count) => {
      const words = format(name).replace(` <${address}>`, "").split(" ");
      expect(words).toHaveLength(count);
      expect(words.every((word) => word.length <= 64)).toBe(true);
      const texts = words.map((word) => {
        const [, base64 = ""] = /^=\?UTF-8\?B\?(.+)\?=$/.exec(word) ?? [];
        return Buffer.from(base64, "base64").toString();
      });
      expect(texts.join("")).toBe(name);
      expect(texts.join("")).not.toContain("\ufffd");
    },
  );
});

test.each([
  [{ address: "a@example.com" }, "a@example.com"],
  [{ address: "a@example.com", name: "Żółw" }, '"Żółw" <a@example.com>'],
  [
    { address: "a@example.com", name: String.raw`Acme "Shop" \ Co` },
    String.raw`"Acme \"Shop\" \\ Co" <a@example.com>`,
  ],
])("%j is quoted and not encoded for an API: %s", (sender, quotedSender) => {
  expect(quoteSender(sender)).toBe(quotedSender);
});
