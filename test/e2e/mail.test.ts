import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { fakeUser } from "../../local/fake-user.ts";
import { DeployedHerald } from "../support/deployed-herald.ts";
import { attachmentOf, richFields } from "../support/rich-mail.ts";

const herald = new DeployedHerald();

const mailProviders = ["ses", "sendgrid", "postmark", "smtp"];

const { subject, html, replyTo, headers } = richFields;

/** The files of every form, and one that makes them almost as large as they may be together. */
const files = [...richFields.attachments, attachmentOf("large.bin", randomBytes(3_500_000))];

test.each(mailProviders)(
  "a mail by %s is what the call said, to its files' last byte",
  async (provider) => {
    const user = fakeUser("mail");
    const message = `Your order is ready, ${user.userId} 🐢`;
    const attachments = files.map(({ filename, contentType, content, inline }) => ({
      filename,
      contentType,
      content: Buffer.from(content).toString("base64"),
      ...(inline !== undefined && { inline }),
    }));
    const delivery = await herald.whileListed({ email: provider }, async () => {
      const sent = await herald.herald.send({
        ...user,
        message,
        subject,
        html,
        replyTo,
        headers,
        attachments,
        category: "digest",
        channels: ["email"],
      });
      return herald.untilDelivery(sent, "email");
    });
    expect(delivery).toMatchObject({ status: "sent", provider, attempts: 1 });
    const received = await herald.simulator.receivedBy(user.email);
    expect(received).toHaveLength(1);
    expect(received[0]).toMatchObject({ text: message, subject, html, replyTo });
    expect(received[0]?.headers).toEqual({
      "in-reply-to": headers["In-Reply-To"],
      references: headers.References,
      "x-order": headers["X-Order"],
      "x-words": headers["X-Words"],
      "list-unsubscribe": expect.stringMatching(/^<https?:\/\/[^\s<>]+>$/),
      "list-unsubscribe-post": "List-Unsubscribe=One-Click",
    });
    const bytes = received[0]?.attachments?.map(({ filename, size, sha256, inline }) => ({
      filename,
      size,
      sha256,
      inline,
    }));
    expect(bytes).toHaveLength(files.length);
    expect(bytes).toEqual(
      expect.arrayContaining(
        files.map(({ filename, size, sha256, inline }) => ({ filename, size, sha256, inline })),
      ),
    );
  },
);
