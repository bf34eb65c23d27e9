import { expect, test } from "vitest";
import { knownFields } from "../../../lambdas/functions/intake/known-fields.ts";

test.each([
  ["body", "body"],
  ["Idempotency-Key", "Idempotency-Key"],
  ["phoneNumber", "phoneNumber"],
  ["channels.1", "channels.1"],
  ["content.sms.message", "content.sms.message"],
  ["attachments.0.filename", "attachments.0.filename"],
  ["content.ann@example.com", "unknown"],
  ["template.data.ann@example.com", "unknown"],
  ["ann@example.com +48111", "unknown"],
  ["channels.ann@example.com", "unknown"],
  ["channels.1.+48111", "unknown"],
  ["my body", "unknown"],
  ["constructor", "unknown"],
  ["", "unknown"],
])("the faulty field %s is logged as %s", (field, logged) => {
  expect(knownFields([{ field, detail: "is not a field of a notification" }])).toEqual([logged]);
});
