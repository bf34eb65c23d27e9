import type { AwsError } from "../aws-call.ts";
import type { FailureKind } from "../code-table.ts";

/**
 * Reasons that say of a field only that it has not the form it must have. Others are said of good numbers too:
 * that a country is blocked, or that no sender suits it.
 */
const ofForm = [
  "CANNOT_PARSE",
  "FIELD_VALIDATION_FAILED",
  "MAXIMUM_SIZE_EXCEEDED",
  "MISSING_PARAMETER",
];

/** The request's fields that are the message's own; every other is from the settings. */
const ofMessage = /^(?:DestinationPhoneNumber|MessageBody)$/i;

/**
 * What an error's fields say beyond its reason: one reason stands for the recipient, the text and the
 * settings alike.
 *
 * https://docs.aws.amazon.com/pinpoint/latest/apireference_smsvoicev2/API_ValidationExceptionField.html
 */
export function kindByFields({ code, fields }: AwsError): FailureKind | undefined {
  const isOfMessage = fields.length > 0 && fields.every((field) => ofMessage.test(field));
  return isOfMessage && ofForm.includes(code) ? "refused" : undefined;
}
