import { commonAwsCodes } from "../aws-codes.ts";
import { codeTable } from "../code-table.ts";

const sendEmail = "https://docs.aws.amazon.com/ses/latest/APIReference/API_SendEmail.html";
const sesV2 = "https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html";
const testRenderTemplate =
  "https://docs.aws.amazon.com/ses/latest/APIReference/API_TestRenderTemplate.html";
const troubleshootErrorMessages =
  "https://docs.aws.amazon.com/ses/latest/dg/troubleshoot-error-messages.html";

/** Wire codes of SendEmail and SendRawEmail. `MessageRejected` and `InvalidParameterValue` are told apart by their text: `rules.ts`. */
export const codes = codeTable([
  // the operation's own
  {
    kind: "misconfigured",
    source: sendEmail,
    codes: [
      "AccountSendingPausedException",
      "ConfigurationSetDoesNotExist",
      "ConfigurationSetDoesNotExistException",
      "ConfigurationSetSendingPausedException",
      "MailFromDomainNotVerifiedException",
    ],
  },
  {
    kind: "misconfigured",
    source: sesV2,
    codes: [
      "AccountSuspendedException",
      "BadRequestException",
      "NotFoundException",
      "SendingPausedException",
    ],
  },
  {
    kind: "misconfigured",
    source:
      "https://docs.aws.amazon.com/ses/latest/APIReference/API_CreateCustomVerificationEmailTemplate.html",
    codes: ["FromEmailAddressNotVerified"],
  },
  {
    kind: "misconfigured",
    source: "https://docs.aws.amazon.com/ses/latest/APIReference/CommonErrors.html",
    codes: ["InvalidParameterValue"],
  },
  {
    kind: "misconfigured",
    source: testRenderTemplate,
    codes: ["InvalidRenderingParameter", "MissingRenderingAttribute"],
  },
  {
    kind: "throttled",
    source: "https://docs.aws.amazon.com/ses/latest/APIReference/API_CreateConfigurationSet.html",
    codes: ["LimitExceeded"],
  },
  {
    kind: "misconfigured",
    source: troubleshootErrorMessages,
    codes: ["MailFromDomainNotVerified", "MessageRejected"],
  },
  {
    kind: "misconfigured",
    source:
      "https://docs.aws.amazon.com/ses/latest/APIReference/API_SendCustomVerificationEmail.html",
    codes: ["ProductionAccessNotGranted"],
  },
  {
    kind: "misconfigured",
    source: "https://docs.aws.amazon.com/ses/latest/APIReference/API_SendTemplatedEmail.html",
    codes: ["TemplateDoesNotExist"],
  },
  ...commonAwsCodes,
]);
