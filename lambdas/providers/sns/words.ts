import { commonAwsTexts } from "../aws-words.ts";
import type { CodeWords } from "../code-words.ts";
import { codes } from "./codes.ts";

/** SNS's codes in words: https://docs.aws.amazon.com/sns/latest/api/API_Publish.html#API_Publish_Errors */
export const words: CodeWords = {
  codes,
  page: "https://docs.aws.amazon.com/sns/latest/dg/sms_stats_cloudwatch.html",
  texts: {
    ...commonAwsTexts,
    AuthorizationError: "The function's role may not publish to phone numbers: see its policy.",
    InvalidParameter:
      "SNS does not take the number, the text or the settings: a region without SMS, a sender that is not registered, a text that is too long.",
    OptedOut: "The user opted out of SMS: the number is not written to again.",
    UserError: "SMS is not set up for this account: it may still be in the sandbox.",
    InternalError: "SNS could not do it now.",
    Throttled: "SNS wants fewer messages for now, or the month's spending limit is used.",
    VerificationException: "The account is in the SMS sandbox, and the number is not verified.",
  },
};
