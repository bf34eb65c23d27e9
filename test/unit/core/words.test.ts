import { describe, expect, test } from "vitest";
import type { Channel } from "../../../lambdas/core/channel.ts";
import { wordsOf } from "../../../lambdas/core/channel-content.ts";
import type { RenderedTemplate } from "../../../lambdas/core/ports/content.ts";
import { parseSubmission } from "../../../lambdas/core/submission.ts";
import { completeWords } from "../../../lambdas/core/words.ts";
import { cannedTemplates, testWords } from "../../support/in-memory/content.ts";

const channels: Channel[] = [
  { name: "sms", enabled: true, addresses: ["phoneNumber"] },
  { name: "otp", enabled: true, addresses: ["phoneNumber"] },
  { name: "email", enabled: true, addresses: ["email"] },
  { name: "mix", enabled: true, addresses: ["pushToken", "email"] },
  { name: "fail", enabled: true, addresses: [null] },
];

const ann = { userId: "u-42", email: "ann@example.com", phoneNumber: "+48600100200" };

const orderReady: RenderedTemplate = {
  content: {
    sms: { message: "Zamówienie 1007 gotowe" },
    email: { subject: "Zamówienie 1007", html: "<p>Gotowe</p>", message: "Gotowe" },
  },
  locale: "pl-PL",
  hash: "0a1b",
};

async function complete(fields: object, chosen: readonly string[] = ["sms", "email"]) {
  const parsed = parseSubmission({ ...ann, ...fields });
  if ("faults" in parsed) {
    throw new Error(JSON.stringify(parsed.faults));
  }
  const templates = cannedTemplates({ "order-ready": orderReady });
  const deps = { ...testWords, templates };
  return completeWords(deps, parsed.submission, chosen, channels);
}

async function wordsFor(fields: object, chosen?: readonly string[]) {
  const completed = await complete(fields, chosen);
  if ("faults" in completed) {
    throw new Error(JSON.stringify(completed.faults));
  }
  return completed.words;
}

async function faultsFor(fields: object, chosen?: readonly string[]) {
  const completed = await complete(fields, chosen);
  return "faults" in completed ? completed.faults : [];
}

describe("what a notification says", () => {
  test("is its message, where it says nothing else", async () => {
    expect(await wordsFor({ message: "Ready" })).toEqual({ message: "Ready" });
  });

  test("is the text of its HTML, where there is no message", async () => {
    const html = '<h1>Order 1007</h1><p>It is <b>ready</b>: <a href="https://e.com/1">see</a></p>';
    expect(await wordsFor({ html })).toEqual({
      message: "Order 1007\n\nIt is ready: see [https://e.com/1]",
    });
  });

  test.each(["<div>", "<ul><li>", "<table><tr><td>", "<b>", "<blockquote>"])(
    "is made of whatever HTML there is, however deep it is nested: %s",
    async (tag) => {
      const html = `${tag.repeat(Math.floor(100_000 / tag.length))}x`;
      expect((await wordsFor({ html })).message).toMatch(/\S/);
    },
  );

  test("is without what the HTML hides", async () => {
    const html = '<div style="display:none;max-height:0">Preview</div><p>Ready</p>';
    expect(await wordsFor({ html })).toEqual({ message: "Ready" });
  });

  test("is the first chosen channel's, where no other words are there for a look-up to show", async () => {
    const content = { sms: { message: "Short" }, email: { message: "Long" } };
    expect(await wordsFor({ content })).toEqual({ message: "Short", content });
  });

  test("on a channel has the text of its HTML, unless there is text above", async () => {
    const content = { sms: { message: "Short" }, email: { html: "<p>Long</p>" } };
    expect(await wordsFor({ content })).toMatchObject({
      content: { email: { html: "<p>Long</p>", message: "Long" } },
    });
    expect(await wordsFor({ message: "General", content })).toMatchObject({
      content: { email: { html: "<p>Long</p>" } },
    });
  });

  test("is a template's, with what the caller says besides before it", async () => {
    const content = { sms: { message: "Mine" } };
    const template = { name: "order-ready", locale: "pl-PL", data: { order: { number: 1_007 } } };
    expect(await wordsFor({ template, content })).toEqual({
      message: "Mine",
      content: { sms: { message: "Mine" }, email: orderReady.content["email"] },
      template: { name: "order-ready", locale: "pl-PL", hash: "0a1b" },
    });
  });

  test("has its files with their sizes and hashes", async () => {
    const file = { filename: "a.txt", contentType: "text/plain", content: "SGVyYWxk" };
    const { attachments } = await wordsFor({ message: "Ready", attachments: [file] });
    expect(attachments).toEqual([
      {
        filename: "a.txt",
        contentType: "text/plain",
        size: 6,
        sha256: "aff7b10c372ca276550400431f3b54dd3de2de5be11260de030a48b7edc17c8c",
        content: Buffer.from("Herald"),
      },
    ]);
  });
});

describe("what is wrong with what a notification says", () => {
  test("is that a chosen channel has no words, by the channel's name", async () => {
    const content = { email: { message: "Long" } };
    expect(await faultsFor({ content }, ["sms", "email", "fail"])).toEqual([
      { field: "message", detail: "is required: there are no words for sms, fail" },
    ]);
  });

  test("is that a mixed channel has words for one of its kinds of address only", async () => {
    const content = { push: { message: "Ready" } };
    expect(await faultsFor({ content, pushToken: "token" }, ["mix"])).toEqual([
      { field: "message", detail: "is required: there are no words for mix" },
    ]);
    expect(
      await faultsFor({ content: { ...content, email: { message: "Ready" } } }, ["mix"]),
    ).toEqual([]);
  });

  test("is that words are for what is no channel", async () => {
    const content = { fax: { message: "Ready" }, sms: { message: "Ready" } };
    expect(await faultsFor({ message: "Ready", content })).toEqual([
      {
        field: "content.fax",
        detail:
          "is neither a channel nor one of email, sms, push, telegram, slack, whatsapp, webhook, messenger",
      },
    ]);
  });

  test("is that HTML has no text, and nothing else says it", async () => {
    expect(await faultsFor({ html: '<img src="cid:logo">' })).toEqual([
      { field: "message", detail: "is required: there are no words for sms, email" },
    ]);
  });

  test("is what is wrong with its template", async () => {
    expect(await faultsFor({ template: { name: "order-late" } })).toEqual([
      { field: "template.name", detail: "there is no such template" },
    ]);
  });

  test("is that it is more than a record holds, all of it together", async () => {
    const html = `<p>${"x".repeat(100_000)}</p>`;
    const content = Object.fromEntries(channels.map(({ name }) => [name, { html }]));
    const [fault, ...others] = await faultsFor({ message: "Ready", content });
    expect(others).toEqual([]);
    expect(fault?.field).toBe("body");
    expect(fault?.detail).toMatch(/^comes to 5\d{5} bytes without attachments, of 350000 at most$/);
  });
});

describe("a channel's words", () => {
  const said = {
    message: "Ready",
    subject: "Order",
    push: { badge: 3, title: "Order" },
    content: {
      sms: { message: "Ready, by SMS" },
      otp: { message: "Code" },
      push: { title: "Push" },
      email: { html: "<p>Ready</p>" },
    },
  };

  test("are its own, then those for its kind of address, then what stands above", () => {
    expect(wordsOf(said, "sms", "phoneNumber")).toMatchObject({ message: "Ready, by SMS" });
    expect(wordsOf(said, "otp", "phoneNumber")).toMatchObject({ message: "Code" });
    expect(wordsOf(said, "alerts", "phoneNumber")).toMatchObject({ message: "Ready, by SMS" });
    expect(wordsOf(said, "mix", "email")).toMatchObject({
      message: "Ready",
      subject: "Order",
      html: "<p>Ready</p>",
    });
    expect(wordsOf(said, "fail", null)).toMatchObject({ message: "Ready" });
  });

  test("with a title of a push leave the rest of the push as it is", () => {
    expect(wordsOf(said, "push", "pushToken")).toEqual({
      message: "Ready",
      subject: "Order",
      push: { badge: 3, title: "Push" },
    });
  });

  test("are nobody's where a name is one that every object has", () => {
    const { content: _, ...rest } = said;
    expect(wordsOf({ ...rest, content: {} }, "constructor", null)).toEqual(rest);
  });
});
