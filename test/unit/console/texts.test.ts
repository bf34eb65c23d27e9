import { expect, test } from "vitest";
import { describeChange } from "../../../console/describe-change.ts";
import { listQueryOf } from "../../../console/list-query.ts";
import { sinceText } from "../../../console/since-text.ts";
import { smsText } from "../../../console/sms-text.ts";
import { submissionOf } from "../../../console/submission-of.ts";

const since = "2026-11-23T12:00:00.000Z";

test.each([
  [0, ""],
  [420, "+0.42 s"],
  [12_400, "+12 s"],
  [180_000, "+3 min"],
  [3 * 3_600_000, "+3 h"],
  [-1_500, "−1.50 s"],
])("%d ms after is told as %j", (ms, text) => {
  expect(sinceText(since, new Date(Date.parse(since) + ms).toISOString())).toBe(text);
});

test.each([
  [{ encoding: "GSM-7", segments: 1, total: 1 }, "1 segment, GSM-7"],
  [{ encoding: "UCS-2", segments: 2, total: 4 }, "2 segments, UCS-2; 4 on all channels"],
] as const)("what a message is as SMS is told in words: %j", (sms, text) => {
  expect(smsText(sms)).toBe(text);
});

test("only deliveries whose status changed are told", () => {
  const at = (sms: "queued" | "sent") => ({
    deliveries: [
      { channel: "sms", status: sms, attempts: 1 },
      { channel: "email", status: "retrying" as const, attempts: 1 },
    ],
  });
  expect(describeChange(at("queued"), at("sent"))).toBe("sms is sent");
  expect(describeChange(at("sent"), at("sent"))).toBe("");
});

const draft = {
  userId: " u-42 ",
  message: " Hello ",
  subject: "",
  email: " ",
  phoneNumber: "+48600100200",
  pushToken: "",
  telegramChatId: "",
  slackChannel: "",
  whatsappId: "",
  webhookUrl: "",
  messengerId: "",
  html: "",
  replyTo: "",
  category: "",
  channels: [],
  expectsResponse: false,
  expiresAt: "",
};

test("a form's empty fields are left out, and the message stays as it is", () => {
  expect(submissionOf(draft)).toEqual({
    userId: "u-42",
    message: " Hello ",
    phoneNumber: "+48600100200",
  });
});

test("a form's time gets a zone", () => {
  const submission = submissionOf({
    ...draft,
    channels: ["sms"],
    expectsResponse: true,
    expiresAt: "2026-12-01T12:00",
  });
  expect(submission).toMatchObject({
    channels: ["sms"],
    expectsResponse: true,
    expiresAt: new Date("2026-12-01T12:00").toISOString(),
  });
});

test("days are asked for as a whole, in the reader's time zone", () => {
  expect(listQueryOf({ channel: "sms", from: "2026-11-30", to: "2026-11-30" })).toEqual({
    channel: "sms",
    from: new Date(2026, 10, 30).toISOString(),
    to: new Date(2026, 11, 1).toISOString(),
  });
  expect(listQueryOf({ status: "failed" })).toEqual({ status: "failed" });
});
