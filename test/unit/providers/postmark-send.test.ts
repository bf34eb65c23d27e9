import { beforeEach, describe, expect, test } from "vitest";
import type { ProviderMessage } from "../../../lambdas/core/provider.ts";
import { kindByText, leavesOutRecipient } from "../../../lambdas/providers/postmark/rules.ts";
import { create } from "../../../lambdas/providers/postmark/send.ts";
import { settingsSchema } from "../../../lambdas/providers/postmark/settings.ts";
import { cannedProviders } from "../../support/canned-providers.ts";
import { reference } from "./callbacks.ts";

const server = await cannedProviders();
server.response = { status: 500 };

beforeEach(() => {
  server.requests.length = 0;
});

const message: ProviderMessage = { ...reference, to: "ann@example.com", text: "Hi" };

async function requestFor(fields: Partial<ProviderMessage> = {}, settings: object = {}) {
  const parsed = settingsSchema.parse({
    serverToken: "token",
    from: "Acme, Inc. <acme@example.com>",
    ...settings,
    baseUrl: server.url,
  });
  await create(parsed).send({ ...message, ...fields }, AbortSignal.timeout(2_000));
  return JSON.parse(server.requests[0] ?? "");
}

describe("Postmark", () => {
  test("is asked by one whole request", async () => {
    const settings = { messageStream: "receipts" };
    expect(await requestFor({ subject: "Order 1007" }, settings)).toEqual({
      From: '"Acme, Inc." <acme@example.com>',
      To: "ann@example.com",
      Subject: "Order 1007",
      TextBody: "Hi",
      MessageStream: "receipts",
      Metadata: {
        notification: reference.notificationId,
        channel: reference.channel,
        user: reference.userId,
      },
    });
    expect(server.head).toMatchObject({
      method: "POST",
      path: "/email",
      headers: {
        accept: "application/json",
        "content-type": "application/json",
        "x-postmark-server-token": "token",
      },
    });
    expect(server.requests).toHaveLength(1);
  });

  test("a message without a subject gets one, and goes through the stream that is there", async () => {
    expect(await requestFor({}, { defaultSubject: "From the shop" })).toMatchObject({
      Subject: "From the shop",
      MessageStream: "outbound",
    });
  });

  test("a user's id that is longer than a value of the metadata is in two", async () => {
    const { Metadata } = await requestFor({ userId: "u".repeat(80) + "v".repeat(48) });
    expect(Metadata).toMatchObject({ user: "u".repeat(80), user_rest: "v".repeat(48) });
  });

  test.each([
    [300, "Invalid 'To' address: 'ann'.", "refused"],
    [300, "Error parsing 'To': Illegal email domain 'example.com.' in address.", "refused"],
    [300, "Provide either email TextBody or HtmlBody or both.", "refused"],
    [300, "The 'Subject' is too long.", "refused"],
    [300, "Invalid 'From' address: 'To'.", undefined],
    [300, "Error parsing 'From': Illegal email address 'TextBodyguard'.", undefined],
    [300, "Metadata: the field user is too long.", undefined],
    [400, "Invalid 'To' address: 'ann'.", undefined],
    [undefined, "Invalid 'To' address: 'ann'.", undefined],
  ])("the words of an error: %s, %s → %s", (code, text, kind) => {
    expect(kindByText(code, text)).toBe(kind);
  });

  test("a 200 may say that it reaches nobody", () => {
    const text = "Message OK, but will not deliver to these inactive addresses: ann@example.com.";
    expect(leavesOutRecipient(text)).toBe(true);
    expect(leavesOutRecipient("OK")).toBe(false);
  });
});
