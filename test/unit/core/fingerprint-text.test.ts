import { describe, expect, test } from "vitest";
import { fingerprintText } from "../../../lambdas/core/fingerprint-text.ts";
import type { Submission } from "../../../lambdas/core/submission.ts";
import { parseSubmission } from "../../../lambdas/core/submission.ts";

const order = { userId: "u-42", message: "Hi" };

function submissionOf(body: unknown): Submission {
  const parsed = parseSubmission(body);
  if ("faults" in parsed) {
    throw new Error("the body has a fault");
  }
  return parsed.submission;
}

function textOf(body: unknown): string {
  return fingerprintText(submissionOf(body), body);
}

test("the text is the one of the first release, so that its reservations go on standing", () => {
  const body = {
    ...{ expiresAt: "2026-12-01T12:00:00+01:00", channels: ["sms"], messengerId: "1" },
    ...{ pushToken: "token", phoneNumber: "+48600100200", email: "ann@example.com" },
    ...{ subject: "Order 1007", message: "Hi", userId: "u-42" },
  };
  expect(textOf(body)).toBe(
    '{"userId":"u-42","message":"Hi","subject":"Order 1007","email":"ann@example.com",' +
      '"phoneNumber":"+48600100200","pushToken":"token","messengerId":"1","channels":["sms"],' +
      '"expectsResponse":false,"expiresAt":"2026-12-01T12:00:00+01:00"}',
  );
  expect(textOf(order)).toBe('{"userId":"u-42","message":"Hi","expectsResponse":false}');
});

test("it is of what the caller sent as it was understood", () => {
  const email = "ann@BÜCHER.example";
  expect(textOf({ ...order, email })).toBe(
    textOf({ ...order, email: "ann@xn--bcher-kva.example" }),
  );
});

describe("a default that a later release adds", () => {
  /** The submission that such a release reads from a body. */
  const later = (body: object) =>
    ({ priority: "normal", ...submissionOf(order), ...body }) as Submission;

  test.each([
    ["left out", order],
    ["null", { ...order, priority: null }],
  ])("changes nothing where the field is %s", (_, body) => {
    expect(fingerprintText(later({}), body)).toBe(textOf(order));
  });

  test.each(["high", "normal", false, 0, ""])(
    "does not stand for what a caller sends: %j is another request",
    (priority) => {
      const body = { ...order, priority };
      expect(JSON.parse(fingerprintText(later(body), body))).toEqual({
        ...submissionOf(order),
        priority,
      });
    },
  );
});

test("expectsResponse is false where it is left out, as it always was", () => {
  expect(textOf({ ...order, expectsResponse: false })).toBe(textOf(order));
  expect(textOf({ ...order, expectsResponse: true })).not.toBe(textOf(order));
});
