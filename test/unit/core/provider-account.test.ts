import { expect, test } from "vitest";
import { providerOf } from "../../../lambdas/core/provider-account.ts";

const providers = ["sms", "sms-voice", "twilio"] as const;

test.each([
  ["twilio", "twilio"],
  ["twilio-otp", "twilio"],
  ["twilio-otp-2", "twilio"],
  ["sms", "sms"],
  ["sms-voice", "sms-voice"],
  ["sms-voice-otp", "sms-voice"],
  ["sms-voices", "sms"],
  ["twilio2", undefined],
  ["twilio-", undefined],
  ["twilio--otp", undefined],
  ["twilio-OTP", undefined],
  ["twilio-otp/../x", undefined],
  ["-twilio", undefined],
  ["constructor", undefined],
  ["", undefined],
  [`twilio-${"x".repeat(57)}`, "twilio"],
  [`twilio-${"x".repeat(58)}`, undefined],
])("%j is an account of %s", (account, provider) => {
  expect(providerOf(account, providers)).toBe(provider);
});
