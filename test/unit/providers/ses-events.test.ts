import { describe, expect, test } from "vitest";
import { readEvent } from "../../../lambdas/providers/ses/receipts.ts";

const reference = {
  userId: "u|42@example.com",
  notificationId: "01KAS0000000000000000000XD",
  channel: "email",
};
const tags = {
  "ses:configuration-set": ["herald-production"],
  notificationId: [reference.notificationId],
  channel: [reference.channel],
  userId: [Buffer.from(reference.userId).toString("base64url")],
};
const mail = {
  timestamp: "2026-11-23T15:20:00.000Z",
  messageId: "m-1",
  destination: ["ann@example.com"],
  tags,
};
const at = "2026-11-23T15:20:05.123Z";

const bounce = (bounceType: string, bounceSubType?: string) => ({
  eventType: "Bounce",
  bounce: {
    bounceType,
    bounceSubType,
    timestamp: at,
    bouncedRecipients: [{ emailAddress: "ann@example.com", diagnosticCode: "550 ann unknown" }],
  },
});

function read(event: object): ReturnType<typeof readEvent> {
  return readEvent(JSON.stringify({ mail, ...event }));
}

describe("an event of SES", () => {
  test.each([
    [
      "a delivery",
      { eventType: "Delivery", delivery: { timestamp: at } },
      { result: "delivered", at: new Date(at) },
    ],
    [
      "a permanent bounce",
      bounce("Permanent", "NoEmail"),
      {
        result: "bounced",
        code: "NoEmail",
        at: new Date(at),
        suppress: { address: "email", reason: "bounced" },
      },
    ],
    [
      "a transient bounce",
      bounce("Transient", "MailboxFull"),
      { result: "undelivered", code: "Transient.MailboxFull", at: new Date(at) },
    ],
    [
      "a bounce that SES cannot tell",
      bounce("Undetermined"),
      { result: "undelivered", code: "Undetermined.Undetermined", at: new Date(at) },
    ],
    [
      "a complaint",
      {
        eventType: "Complaint",
        complaint: { timestamp: at, complaintFeedbackType: "abuse" },
      },
      {
        result: "complained",
        code: "abuse",
        at: new Date(at),
        suppress: { address: "email", reason: "complained" },
      },
    ],
    [
      "a rejection",
      { eventType: "Reject", reject: { reason: "Bad content" } },
      { result: "undelivered", code: "Reject", at: new Date(mail.timestamp) },
    ],
  ])("%s is a receipt, with nothing personal in it", (_, event, expected) => {
    const receipt = read(event);
    expect(receipt).toEqual({
      ...reference,
      provider: "ses",
      providerMessageId: "m-1",
      ...expected,
    });
    expect(JSON.stringify(receipt)).not.toContain("ann@");
  });

  test("is understood in the envelope of a topic that wraps its messages", () => {
    const Message = JSON.stringify({ mail, ...bounce("Permanent", "General") });
    const body = JSON.stringify({ Type: "Notification", MessageId: "1", Message });
    expect(readEvent(body)).toMatchObject({ result: "bounced" });
  });

  test("that an identity sends is understood, and cannot be told whose it is", () => {
    const { eventType: notificationType, ...rest } = bounce("Permanent", "General");
    const { tags: _, ...untagged } = mail;
    expect(read({ notificationType, ...rest, mail: untagged })).toBe("no-tags");
    expect(read({ notificationType, ...rest })).toMatchObject({ result: "bounced" });
  });

  test.each([
    ["of a kind that decides nothing", { eventType: "DeliveryDelay" }],
    ["about an identity's subscription", { notificationType: "AmazonSnsSubscriptionSucceeded" }],
    ["without its own part", { eventType: "Bounce" }],
  ])("%s says nothing", (_, event) => {
    expect(read(event)).toBe("nothing");
  });

  test("says nothing where SES tries the topic out", () => {
    const text = "Successfully validated SNS topic for Amazon SES event publishing.";
    expect(readEvent(text)).toBe("nothing");
  });

  test.each(["", "{}", "[]", "not json", '{"eventType":1}'])("is not '%s'", (body) => {
    expect(readEvent(body)).toBeUndefined();
  });
});
