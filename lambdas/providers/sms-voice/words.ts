import { commonAwsTexts } from "../aws-words.ts";
import type { CodeWords } from "../code-words.ts";
import { codes } from "./codes.ts";

const noSender = "AWS has no number, sender id or pool that may send this to that country.";
const senderId = "The sender id is not registered, or not open, in the recipient's country.";
const country = "Sending to the recipient's country is not permitted to this account or sender.";
const form = "AWS does not take the form of the number, the text or a setting.";
const account = "AWS has closed sending for this account: see its support cases.";

/** AWS End User Messaging SMS's codes in words, receipts' too. */
export const words: CodeWords = {
  codes,
  page: "https://docs.aws.amazon.com/sms-voice/latest/userguide/configuration-sets-event-types.html",
  texts: {
    ...commonAwsTexts,
    ACCOUNT_DISABLED: account,
    INSUFFICIENT_ACCOUNT_REPUTATION: account,
    CANNOT_PARSE: form,
    FIELD_VALIDATION_FAILED: form,
    INVALID_PARAMETER: form,
    MISSING_PARAMETER: form,
    MAXIMUM_SIZE_EXCEEDED: "The message is too long: AWS takes 1,600 characters.",
    COUNTRY_NOT_ENABLED: country,
    DESTINATION_COUNTRY_BLOCKED: country,
    INTERNATIONAL_SENDING_NOT_SUPPORTED: country,
    DESTINATION_COUNTRY_BLOCKED_BY_PROTECT_CONFIGURATION:
      "The protect configuration blocks the recipient's country.",
    DESTINATION_PHONE_NUMBER_BLOCKED_BY_PROTECT_NUMBER_OVERRIDE:
      "The protect configuration blocks this number.",
    DESTINATION_PHONE_NUMBER_NOT_VERIFIED:
      "The account is in the SMS sandbox, and the number is not verified.",
    DESTINATION_PHONE_NUMBER_OPTED_OUT:
      "The user opted out of SMS: the number is not written to again.",
    INVALID_IDENTITY_FOR_DESTINATION_COUNTRY: noSender,
    NO_ORIGINATION_IDENTITIES_FOUND: noSender,
    MESSAGE_TYPE_MISMATCH: "The number, sender id or pool is not for messages of this type.",
    MONTHLY_SPEND_LIMIT_REACHED_FOR_TEXT: "The month's spending limit for SMS is used.",
    PRICE_OVER_THRESHOLD: "The message would cost more than the settings allow.",
    ResourceNotFoundException: "The sender or the configuration set of the settings is not there.",
    RESOURCE_NOT_ACTIVE: "The sender of the settings is not active yet, or not any more.",
    SENDER_ID_NOT_REGISTERED: senderId,
    SENDER_ID_NOT_SUPPORTED: senderId,
    SENDER_ID_REQUIRES_REGISTRATION: senderId,
    InternalServerException: "AWS could not do it now.",
    // receipts
    TEXT_BLOCKED: "The recipient's phone or carrier blocks the sender.",
    TEXT_CARRIER_BLOCKED: "The carrier blocks the message, as it takes it for unwanted.",
    TEXT_CARRIER_UNREACHABLE: "The recipient's carrier could not be reached.",
    TEXT_INVALID: "The number does not exist, or takes no SMS.",
    TEXT_INVALID_MESSAGE: "The carrier does not take this content.",
    TEXT_PROTECT_BLOCKED: "The protect configuration blocks the recipient's country or number.",
    TEXT_SPAM: "The carrier takes the message for spam.",
    TEXT_TTL_EXPIRED: "The message could not be delivered before it expired.",
    TEXT_UNREACHABLE: "The phone is switched off or out of reach.",
  },
};
