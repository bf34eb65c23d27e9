import { commonAwsErrors } from "../aws-codes.ts";
import type { ErrorTable } from "../classify.ts";

/**
 * https://docs.aws.amazon.com/ses/latest/APIReference/API_SendEmail.html#API_SendEmail_Errors
 *
 * The sender and the configuration set are checked with the settings, so an invalid parameter is
 * the recipient or the content.
 */
export const kindsByCode: ErrorTable = {
  ...commonAwsErrors,
  MessageRejected: "refused",
  InvalidParameterValue: "refused",
  MailFromDomainNotVerified: "misconfigured",
  MailFromDomainNotVerifiedException: "misconfigured",
  ConfigurationSetDoesNotExist: "misconfigured",
  ConfigurationSetSendingPausedException: "misconfigured",
  AccountSendingPausedException: "misconfigured",
};
