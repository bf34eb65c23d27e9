import { commonAwsCodes } from "../aws-codes.ts";
import { codeTable } from "../code-table.ts";

const sendTextMessage =
  "https://docs.aws.amazon.com/pinpoint/latest/apireference_smsvoicev2/API_SendTextMessage.html";
const errors =
  "https://docs.aws.amazon.com/pinpoint/latest/apireference_smsvoicev2/CommonErrors.html";

/**
 * SendTextMessage's reasons, and its errors' names where they give none. Errors of a field's form are told
 * apart by the field: `rules.ts`.
 */
export const codes = codeTable([
  // ConflictException
  {
    kind: "refused",
    source: sendTextMessage,
    codes: ["DESTINATION_PHONE_NUMBER_OPTED_OUT"],
    suppress: true,
  },
  {
    kind: "refused",
    source: sendTextMessage,
    codes: ["DESTINATION_PHONE_NUMBER_BLOCKED_BY_PROTECT_NUMBER_OVERRIDE"],
  },
  {
    kind: "misconfigured",
    source: sendTextMessage,
    codes: [
      "ConflictException",
      "DESTINATION_COUNTRY_BLOCKED_BY_PROTECT_CONFIGURATION",
      "DESTINATION_PHONE_NUMBER_NOT_VERIFIED",
      "MESSAGE_TYPE_MISMATCH",
      "NO_ORIGINATION_IDENTITIES_FOUND",
      "NUMBER_CAPABILITIES_MISMATCH",
      "RESOURCE_NOT_ACTIVE",
    ],
  },
  // ValidationException
  { kind: "refused", source: sendTextMessage, codes: ["PRICE_OVER_THRESHOLD"] },
  {
    kind: "misconfigured",
    source: sendTextMessage,
    codes: [
      "CANNOT_PARSE",
      "CHANNEL_NOT_ENABLED",
      "COUNTRY_CODE_MISMATCH",
      "COUNTRY_NOT_ENABLED",
      "DESTINATION_COUNTRY_BLOCKED",
      "FIELD_VALIDATION_FAILED",
      "INTERNATIONAL_SENDING_NOT_SUPPORTED",
      "INVALID_ARN",
      "INVALID_IDENTITY_FOR_DESTINATION_COUNTRY",
      "INVALID_PARAMETER",
      "INVALID_REQUEST",
      "MAXIMUM_SIZE_EXCEEDED",
      "MISSING_PARAMETER",
      "OTHER",
      "PARAMETERS_CANNOT_BE_USED_TOGETHER",
      "RESOURCE_NOT_ACCESSIBLE",
      "SENDER_ID_NOT_REGISTERED",
      "SENDER_ID_NOT_SUPPORTED",
      "SENDER_ID_REQUIRES_REGISTRATION",
      "UNKNOWN_OPERATION",
      "UNSPECIFIED_PARAMETER_NOT_SUPPORTED",
      "ValidationException",
    ],
  },
  // ServiceQuotaExceededException, AccessDeniedException, ResourceNotFoundException
  {
    kind: "misconfigured",
    source: sendTextMessage,
    codes: [
      "ACCOUNT_DISABLED",
      "INSUFFICIENT_ACCOUNT_REPUTATION",
      "MONTHLY_SPEND_LIMIT_REACHED_FOR_TEXT",
      "ResourceNotFoundException",
      "ServiceQuotaExceededException",
    ],
  },
  { kind: "unavailable", source: sendTextMessage, codes: ["InternalServerException"] },
  { kind: "misconfigured", source: errors, codes: ["MissingAuthenticationTokenException"] },
  ...commonAwsCodes,
]);
