import { describe, expect, test } from "vitest";
import { tagsOf } from "../../../lambdas/providers/delivery-tags.ts";
import { readEvent as readEventOfSes } from "../../../lambdas/providers/ses/receipts.ts";
import { readEvent } from "../../../lambdas/providers/sms-voice/receipts.ts";

const reference = {
  userId: "u|42@example.com",
  notificationId: "01KAS0000000000000000000XD",
  channel: "sms",
};

/**
 * The example of https://docs.aws.amazon.com/sms-voice/latest/userguide/configuration-sets-event-format.html,
 * with a delivery's ids in its context.
 */
const example = {
  eventType: "TEXT_SUCCESSFUL",
  eventVersion: "1.0",
  eventTimestamp: 1686975103470,
  isFinal: true,
  originationPhoneNumber: "+12065550152",
  destinationPhoneNumber: "+14255550156",
  isoCountryCode: "US",
  mcc: "310",
  mnc: "800",
  messageId: "862a8790-60c0-4430-9b2b-658bdexample",
  messageRequestTimestamp: 1686975103170,
  messageEncoding: "GSM",
  messageType: "PROMOTIONAL",
  messageStatus: "SUCCESSFUL",
  messageStatusDescription: "Message has been accepted by phone carrier",
  context: { ...tagsOf(reference), campaign: "spring" },
  totalMessageParts: 1,
  totalMessagePrice: 0.09582,
  totalCarrierFee: 0,
};
const said = {
  ...reference,
  provider: "sms-voice",
  providerMessageId: example.messageId,
  at: new Date(example.eventTimestamp),
};

function read(changes: object = {}) {
  return readEvent(JSON.stringify({ ...example, ...changes }));
}

describe("a final event", () => {
  test.each(["TEXT_SUCCESSFUL", "TEXT_DELIVERED"])("%s is a delivery", (eventType) => {
    expect(read({ eventType })).toEqual({ ...said, result: "delivered" });
  });

  test("of a number that is none suppresses it", () => {
    expect(read({ eventType: "TEXT_INVALID" })).toEqual({
      ...said,
      result: "bounced",
      code: "TEXT_INVALID",
      suppress: { address: "phoneNumber", reason: "bounced" },
    });
  });

  test.each([
    "TEXT_BLOCKED",
    "TEXT_CARRIER_BLOCKED",
    "TEXT_CARRIER_UNREACHABLE",
    "TEXT_INVALID_MESSAGE",
    "TEXT_PROTECT_BLOCKED",
    "TEXT_SPAM",
    "TEXT_TTL_EXPIRED",
    "TEXT_UNREACHABLE",
  ])("%s is a loss of this message alone", (eventType) => {
    expect(read({ eventType })).toEqual({ ...said, result: "undelivered", code: eventType });
  });

  test("may leave out that it is final", () => {
    expect(read({ isFinal: undefined })).toMatchObject({ result: "delivered" });
  });

  test("has nothing personal in it", () => {
    expect(JSON.stringify(read({ eventType: "TEXT_INVALID" }))).not.toContain("555");
  });

  test("is understood in the envelope of a topic that wraps its messages", () => {
    const envelope = { Type: "Notification", MessageId: "1", Message: JSON.stringify(example) };
    expect(readEvent(JSON.stringify(envelope))).toEqual({ ...said, result: "delivered" });
  });
});

describe("an event", () => {
  test.each([
    { eventType: "TEXT_QUEUED" },
    { eventType: "TEXT_PENDING" },
    { eventType: "TEXT_SENT" },
    { eventType: "TEXT_UNKNOWN" },
    { eventType: "TEXT_OF_TOMORROW" },
    { eventType: "VOICE_COMPLETED" },
    { eventType: "MEDIA_DELIVERED" },
    { isFinal: false },
    { eventType: "TEXT_UNREACHABLE", isFinal: false },
  ])("%j moves nothing", (changes) => {
    expect(read(changes)).toBe("nothing");
  });

  test.each([
    { context: undefined },
    { context: null },
    { context: {} },
    { context: { ...example.context, userId: "" } },
    { context: { ...example.context, channel: undefined } },
  ])("with %j cannot be told whose it is", (changes) => {
    expect(read(changes)).toBe("no-tags");
  });

  test.each([
    { eventType: "Bounce" },
    { eventType: "TEXT_+14255550156" },
    { eventTimestamp: "soon" },
    { eventTimestamp: 1e18 },
    { messageId: "" },
  ])("with %j is not the service's", (changes) => {
    expect(read(changes)).toBeUndefined();
  });

  test("is not one of SES's, which come into the same queue", () => {
    expect(readEventOfSes(JSON.stringify(example))).toBeUndefined();
  });
});

test.each(["", "{}", "[]", "null", "not json"])("'%s' is not the service's", (body) => {
  expect(readEvent(body)).toBeUndefined();
});
