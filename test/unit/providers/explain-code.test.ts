import { describe, expect, test } from "vitest";
import { codePattern } from "../../../lambdas/core/outcome.ts";
import { outcomeTexts } from "../../../lambdas/core/outcome-texts.ts";
import { words as apns } from "../../../lambdas/providers/apns/words.ts";
import { explainCode } from "../../../lambdas/providers/explain-code.ts";
import { words as fcm } from "../../../lambdas/providers/fcm/words.ts";
import { words as messenger } from "../../../lambdas/providers/messenger/words.ts";
import { words as pushy } from "../../../lambdas/providers/pushy/words.ts";
import { words as sendgrid } from "../../../lambdas/providers/sendgrid/words.ts";
import { words as ses } from "../../../lambdas/providers/ses/words.ts";
import { words as sns } from "../../../lambdas/providers/sns/words.ts";
import { words as twilio } from "../../../lambdas/providers/twilio/words.ts";

describe.each(Object.entries({ apns, fcm, messenger, pushy, sendgrid, ses, sns, twilio }))(
  "the words of %s",
  (id, { codes, texts, page }) => {
    test("are sentences, each for a code", () => {
      for (const [code, text] of Object.entries(texts)) {
        expect(code).toMatch(codePattern);
        expect(text, code).toMatch(/^[A-Z].*\.$/);
      }
      expect(page).toMatch(/^https:/);
    });

    test("have something to say of every code in the table, and the page that says so", async () => {
      for (const [code, { source }] of codes) {
        expect(await explainCode(id, code)).toEqual({
          text: expect.stringMatching(/^[A-Z].*\.$/),
          url: source,
        });
      }
    });

    test("say nothing of what is neither their own nor of a receipt", () => {
      const others = Object.keys(texts).filter((code) => !codes.has(code));
      expect(id === "ses" ? [] : others).toEqual([]);
    });
  },
);

test.each([
  ["twilio", "21617", "The message is too long: Twilio takes 1,600 characters."],
  ["ses", "OnAccountSuppressionList", "The address is on the account's suppression list in SES."],
  ["sns", "Throttling", "AWS wants fewer requests for now."],
  ["twilio", "21420", outcomeTexts.misconfigured],
  ["sendgrid", "5.1.1", "There is no such mailbox."],
  ["sendgrid", "5.9.9", "The recipient's mail server gave this status."],
  ["pushy", "timeout", "The provider did not respond in time; it may have taken the message."],
  ["nobody", "http-503", "The provider responded with the HTTP status 503 and no code of its own."],
])("of %s, %s means: %s", async (provider, code, text) => {
  expect((await explainCode(provider, code))?.text).toBe(text);
});

test("nothing is said of a code, or a provider, that nothing is known of", async () => {
  expect(await explainCode("twilio", "99999")).toBeUndefined();
  expect(await explainCode("constructor", "21617")).toBeUndefined();
  expect(await explainCode("twilio", "constructor")).toBeUndefined();
});
