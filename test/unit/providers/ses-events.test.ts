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

const bounce = (
  bounceType: string,
  bounceSubType?: string,
  report: object = { diagnosticCode: "550 ann unknown" },
) => ({
  eventType: "Bounce",
  bounce: {
    bounceType,
    bounceSubType,
    timestamp: at,
    bouncedRecipients: [{ emailAddress: "ann@example.com", ...report }],
  },
});

const complaint = (fields: object) => ({
  eventType: "Complaint",
  complaint: { timestamp: at, ...fields },
});

function read(event: object): ReturnType<typeof readEvent> {
  return readEvent(JSON.stringify({ mail, ...event }));
}

describe("an event of SES", () => {
  test.each<readonly [string, object, object]>([
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
      "a permanent bounce that says no more",
      bounce("Permanent"),
      {
        result: "bounced",
        code: "Undetermined",
        at: new Date(at),
        suppress: { address: "email", reason: "bounced" },
      },
    ],
    [
      "a permanent bounce of who wants no mail",
      bounce("Permanent", "UnsubscribedRecipient"),
      {
        result: "undelivered",
        code: "UnsubscribedRecipient",
        at: new Date(at),
        suppress: { address: "email", reason: "refused" },
      },
    ],
    ...[{ action: "failed" }, { status: "4.4.7" }, { diagnosticCode: "421 later" }].map(
      (report) =>
        [
          `a transient bounce with ${Object.keys(report)}`,
          bounce("Transient", "General", report),
          { result: "undelivered", code: "Transient.General", at: new Date(at) },
        ] as const,
    ),
    [
      "a bounce with words for a kind",
      bounce("Transient", "ann is on leave", {}),
      { result: "undelivered", code: "Transient.Undetermined", at: new Date(at) },
    ],
    [
      "a bounce with words for a type",
      bounce("of ann", "General"),
      { result: "undelivered", at: new Date(at) },
    ],
    [
      "a complaint about an earlier mail",
      complaint({ complaintSubType: "OnAccountSuppressionList", complaintFeedbackType: null }),
      {
        result: "undelivered",
        code: "OnAccountSuppressionList",
        at: new Date(at),
        suppress: { address: "email", reason: "complained" },
      },
    ],
    [
      "a complaint without a reason",
      complaint({ complaintSubType: null }),
      {
        result: "complained",
        at: new Date(at),
        suppress: { address: "email", reason: "complained" },
      },
    ],
    [
      "a mail that could not be made",
      { eventType: "Rendering Failure", failure: { errorMessage: "ann@example.com" } },
      { result: "undelivered", code: "RenderingFailure", at: new Date(mail.timestamp) },
    ],
    [
      "a complaint",
      complaint({ complaintFeedbackType: "abuse" }),
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
    expect(readEvent(body.replace("Notification", "SubscriptionConfirmation"))).toBeUndefined();
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
    ["of a delivery without its own part", { eventType: "Delivery" }],
    ["of a complaint without its own part", { eventType: "Complaint" }],
    ["of an out-of-office reply", bounce("Transient", "General", {})],
    ["of a mail's signature", complaint({ complaintFeedbackType: "auth-failure" })],
    ["of a mail that is wanted", complaint({ complaintFeedbackType: "not-spam" })],
    ["of no mail", { ...bounce("Permanent"), mail: undefined }],
  ])("%s says nothing", (_, event) => {
    expect(read(event)).toBe("nothing");
  });

  test("says nothing where SES tries the topic out", () => {
    const text = "Successfully validated SNS topic for Amazon SES event publishing.";
    expect(readEvent(text)).toBe("nothing");
    expect(readEvent(`not ${text}`)).toBeUndefined();
  });

  test("says nothing where a bounce of no recipient is an out-of-office reply", () => {
    const fields = { bounceType: "Transient", bounceSubType: "General", timestamp: at };
    expect(read({ eventType: "Bounce", bounce: fields })).toBe("nothing");
  });

  test.each([
    ["notificationId", undefined],
    ["channel", undefined],
    ["userId", undefined],
    ["userId", []],
    ["notificationId", []],
  ])("cannot be told whose it is with %s %o", (tag, value) => {
    const changed = { ...mail, tags: { ...tags, [tag]: value } };
    expect(read({ ...bounce("Permanent"), mail: changed })).toBe("no-tags");
  });

  test.each([
    ["a mail without an id", { mail: { ...mail, messageId: "" } }],
    ["a time that is none", { delivery: { timestamp: "soon" } }],
    ["a time without a zone", { delivery: { timestamp: "2026-11-23T15:20:05" } }],
  ])("is not SES's with %s", (_, change) => {
    const event = { eventType: "Delivery", delivery: { timestamp: at }, ...change };
    expect(read(event)).toBeUndefined();
  });

  test.each(["", "{}", "[]", "not json", '{"eventType":1}', '{"eventType":"TEXT_DELIVERED"}'])(
    "is not '%s'",
    (body) => {
      expect(readEvent(body)).toBeUndefined();
    },
  );
});
