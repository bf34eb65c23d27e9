import { describe, expect, test } from "vitest";
import type { ReceiptMessage } from "../../../lambdas/core/receipt-message.ts";
import { readReceiptMessage, receiptMessageBody } from "../../../lambdas/core/receipt-message.ts";
import { plainUsers, users } from "../../support/stage-secret.ts";

const at = new Date("2026-11-23T15:20:05.123Z");
const reference = { userId: "u-42", notificationId: "01KAS0000000000000000000XD", channel: "sms" };
const messages: readonly ReceiptMessage[] = [
  {
    kind: "receipt",
    ...reference,
    provider: "twilio",
    providerMessageId: "SM1",
    result: "bounced",
    code: "30005",
    at,
    suppress: { address: "phoneNumber", reason: "bounced" },
  },
  {
    kind: "receipt-by-message-id",
    provider: "messenger",
    providerMessageId: "m_1",
    result: "delivered",
    at,
  },
  { kind: "message-id", ...reference, provider: "messenger", providerMessageId: "m_1" },
];

const forms = [
  ["sealed", users],
  ["plain", plainUsers],
] as const;

describe.each(
  messages.flatMap((message) => forms.map(([form, of]) => ({ ...message, form, of, message }))),
)("a message of the kind $kind, $form", ({ message, of, form }) => {
  const written = JSON.parse(receiptMessageBody(of, message));

  test("says whose it is as its form has it", () => {
    expect("userId" in written).toBe("userId" in message && form === "plain");
    expect("user" in written).toBe("userId" in message && form === "sealed");
  });

  test("is read back, and says no version, as the release before takes no field more", () => {
    expect(readReceiptMessage(users, JSON.stringify(written))).toEqual(message);
    expect(written).not.toHaveProperty("version");
  });

  test("of tomorrow is read without what is new in it", () => {
    const newer = {
      ...written,
      version: 1,
      more: { of: "it" },
      ...("suppress" in written && { suppress: { ...written.suppress, until: at } }),
    };
    expect(readReceiptMessage(users, JSON.stringify(newer))).toEqual(message);
  });

  test("of a version that only a newer release reads is not read", () => {
    expect(readReceiptMessage(users, JSON.stringify({ ...written, version: 2 }))).toBeUndefined();
  });

  test.each(Object.keys(written).filter((field) => field !== "code" && field !== "suppress"))(
    "without its %s is none, unless it is one that a receipt may lack",
    (field) => {
      const { [field]: _, ...rest } = written;
      const mayLack = message.kind === "receipt" && field === "providerMessageId";
      expect(readReceiptMessage(users, JSON.stringify(rest)) !== undefined).toBe(mayLack);
    },
  );
});

test.each(["hello", "null", "7", "[]", "{}"])("%s is no message", (body) => {
  expect(readReceiptMessage(users, body)).toBeUndefined();
});
