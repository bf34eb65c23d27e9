import { expect, test } from "vitest";
import { smsSegments } from "../../../lambdas/runtime/sms-segments.ts";

test.each([
  ["an empty text", "", "GSM-7", 1],
  ["160 plain characters", "a".repeat(160), "GSM-7", 1],
  ["161 plain characters", "a".repeat(161), "GSM-7", 2],
  ["306 plain characters", "a".repeat(306), "GSM-7", 2],
  ["307 plain characters", "a".repeat(307), "GSM-7", 3],
  ["80 characters that count twice", "€".repeat(80), "GSM-7", 1],
  ["81 characters that count twice", "€".repeat(81), "GSM-7", 2],
  ["70 other characters", "ż".repeat(70), "UCS-2", 1],
  ["71 other characters", "ż".repeat(71), "UCS-2", 2],
  ["35 emoji", "😀".repeat(35), "UCS-2", 1],
  ["36 emoji", "😀".repeat(36), "UCS-2", 2],
  ["one other character among plain ones", `${"a".repeat(70)}ż`, "UCS-2", 2],
])("%s", async (_, text, encoding, segments) => {
  expect(await smsSegments.count(text)).toEqual({ encoding, segments });
});
