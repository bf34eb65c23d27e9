import { describe, expect, test } from "vitest";
import type { Outcome } from "../../../lambdas/core/outcome.ts";
import { errorOutcome } from "../../../lambdas/providers/messenger/rules.ts";
import { kindByText as pushyKind } from "../../../lambdas/providers/pushy/rules.ts";
import type { SendgridError } from "../../../lambdas/providers/sendgrid/rules.ts";
import { badRequestOutcome } from "../../../lambdas/providers/sendgrid/rules.ts";
import { kindByText as sesKind } from "../../../lambdas/providers/ses/rules.ts";
import { kindByText as snsKind } from "../../../lambdas/providers/sns/rules.ts";
import { kindByText as twilioKind } from "../../../lambdas/providers/twilio/rules.ts";

/** Where one code stands for several faults, the words decide, and under no other code. */
describe("the words of an error", () => {
  test.each([
    ["INVALID_PARAM", "The parameter `to` is invalid", "refused"],
    ["INVALID_PARAM", "The parameter 'to' is invalid", "refused"],
    ["INVALID_PARAM", 'The parameter "to" is invalid', "refused"],
    ["INVALID_PARAM", "Write to us", undefined],
    ["INVALID_PARAM", "The parameter `topic` is invalid", undefined],
    ["INVALID_PARAM", "The parameter `goto` is invalid", undefined],
    ["INTERNAL_SERVER_ERROR", "The parameter `to` is invalid", undefined],
    [undefined, "The parameter `to` is invalid", undefined],
  ])("pushy: %s, %s → %s", (code, text, kind) => {
    expect(pushyKind(code, text)).toBe(kind);
  });

  test.each([
    [60200, "Invalid parameter: To", "refused"],
    [60200, "Invalid parameter: Tone", undefined],
    [60201, "Invalid parameter: To", undefined],
    [undefined, "Invalid parameter: To", undefined],
  ])("twilio: %s, %s → %s", (code, text, kind) => {
    expect(twilioKind(code, text)).toBe(kind);
  });

  test.each([
    ["InvalidParameter", "Invalid parameter: Message too long", "refused"],
    ["InvalidParameter", "Invalid parameter: Empty message", "refused"],
    ["InvalidParameter", "It is an Invalid parameter: Empty message", undefined],
    ["InvalidParameter", "Invalid parameter: PhoneNumber is not valid to publish to", undefined],
    ["InternalError", "Invalid parameter: Empty message", undefined],
  ])("sns: %s, %s → %s", (code, text, kind) => {
    expect(snsKind({ code, text, fields: [] })).toBe(kind);
  });

  test.each([
    ["MessageRejected", "Address blacklisted.", "refused"],
    ["MessageRejected", "There are no recipients specified", "refused"],
    ["MessageRejected", "Message length is more than 10485760 bytes long: 11", "refused"],
    ["MessageRejected", "The message contains a virus", "refused"],
    ["MessageRejected", "Domain contains dot-dot", undefined],
    ["MessageRejected", "Email address is not verified", undefined],
    ["InvalidParameterValue", "No recipients specified", "refused"],
    ["InvalidParameterValue", "Domain contains dot-dot", "refused"],
    ["InvalidParameterValue", "Missing final '@domain'", "refused"],
    ["InvalidParameterValue", "Illegal filename 'setup.exe'", "refused"],
    ["InvalidParameterValue", "Illegal content type 'x/y'", "refused"],
    ["MessageRejected", "Transaction failed: Illegal filename 'From.exe'", "refused"],
    ["MessageRejected", "Email address is not verified: Illegal filename", undefined],
    ["InvalidParameterValue", "Illegal address: Source", undefined],
    ["InvalidParameterValue", "Invalid tag value", undefined],
    ["InvalidParameterValue", "Something new", undefined],
    ["AccessDenied", "Address blacklisted.", undefined],
  ])("ses: %s, %s → %s", (code, text, kind) => {
    expect(sesKind({ code, text, fields: [] })).toBe(kind);
  });
});

describe("an error of the Graph API", () => {
  const transient = { is_transient: true };

  test.each<[object, Outcome]>([
    [
      { code: 200, error_subcode: 1545041 },
      { kind: "refused", code: "200-1545041" },
    ],
    // Its subcode names the person, whatever the code.
    [
      { code: 1, error_subcode: 2018108 },
      { kind: "refused", code: "1" },
    ],
    [
      { code: 1, error_subcode: 7 },
      { kind: "unavailable", code: "1" },
    ],
    [
      { code: 10, message: "This message is sent outside of allowed window." },
      { kind: "refused", code: "10" },
    ],
    [
      { code: 10, message: "This person isn't available right now." },
      { kind: "refused", code: "10" },
    ],
    [
      { code: 200, message: "This person isn’t receiving messages from you right now." },
      { kind: "refused", code: "200" },
    ],
    [
      { code: 10, message: "No permission" },
      { kind: "misconfigured", code: "10" },
    ],
    [
      { code: 200, message: "This message is sent outside of allowed window." },
      { kind: "misconfigured", code: "200" },
    ],
    [
      { code: 2, message: "This person isn't available right now." },
      { kind: "unavailable", code: "2" },
    ],
    [
      { code: 100, message: "(#100) No matching user found" },
      { kind: "refused", code: "100" },
    ],
    [
      { code: 100, message: "(#100) Length of param message[text] must be less than 2000" },
      { kind: "refused", code: "100" },
    ],
    [
      { code: 100, message: "(#100) Something new" },
      { kind: "misconfigured", code: "100" },
    ],
    [
      { code: 2, message: "(#100) No matching user found" },
      { kind: "unavailable", code: "2" },
    ],
    [{ code: 100 }, { kind: "misconfigured", code: "100" }],
    // What it says itself may pass, where its code is not known.
    [
      { code: 99_999, ...transient },
      { kind: "unavailable", code: "99999" },
    ],
    [
      { code: 99_999, is_transient: false },
      { kind: "misconfigured", code: "99999" },
    ],
    [{ code: 99_999 }, { kind: "misconfigured", code: "99999" }],
    [
      { code: 190, ...transient },
      { kind: "misconfigured", code: "190" },
    ],
  ])("%j comes to %j", (error, outcome) => {
    expect(errorOutcome({ code: 0, ...error }, 400)).toEqual(outcome);
  });
});

describe("the errors of SendGrid's 400", () => {
  const sender = { field: "from.email", message: "is not valid" };
  const recipient = { field: "personalizations.0.to.10.email", message: "is not valid" };
  const recipientOutcome: Outcome = { kind: "refused", code: "personalizations.to.email" };

  test.each<[readonly SendgridError[], Outcome]>([
    [[], { kind: "misconfigured", code: "http-400" }],
    [[sender], { kind: "misconfigured", code: "from.email" }],
    [[recipient], recipientOutcome],
    [[{ ...recipient, field: "personalizations[12].to[0].email" }], recipientOutcome],
    [[{ field: "content.10", message: "is empty" }], { kind: "refused", code: "content" }],
    // A bad recipient is bad whatever the sender is; then it counts that SendGrid wants less.
    [[sender, recipient], recipientOutcome],
    [[{ message: "Too many requests" }, recipient], recipientOutcome],
    [[sender, { message: "Too many requests" }], { kind: "throttled", code: "http-400" }],
    [[sender, { field: "headers", message: "no" }], { kind: "misconfigured", code: "from.email" }],
    [[{ message: "rate limit exceeded" }], { kind: "throttled", code: "http-400" }],
    [[{ field: "from", message: "too many requests" }], { kind: "misconfigured", code: "from" }],
    [[{ field: undefined, message: null }], { kind: "misconfigured", code: "http-400" }],
    // How the request is built is Herald's fault, whatever field it is said of.
    [
      [{ field: "subject", message: "It should be unique" }],
      { kind: "misconfigured", code: "subject" },
    ],
    [
      [{ field: "personalizations", message: "The to array is required" }],
      { kind: "refused", code: "personalizations" },
    ],
    [
      [{ field: "personalizations", message: "must have at least one personalization" }],
      { kind: "refused", code: "personalizations" },
    ],
    [
      [{ field: "personalizations", message: "is not an array" }],
      { kind: "misconfigured", code: "personalizations" },
    ],
    [
      [{ field: "headers", message: "The to array is required" }],
      { kind: "misconfigured", code: "headers" },
    ],
  ])("%j come to %j", (errors, outcome) => {
    expect(badRequestOutcome(errors)).toEqual(outcome);
  });
});
