import { commonAwsCodes } from "../aws-codes.ts";
import { codeTable } from "../code-table.ts";

const publish = "https://docs.aws.amazon.com/sns/latest/api/API_Publish.html";
const createSandboxNumber =
  "https://docs.aws.amazon.com/sns/latest/api/API_CreateSMSSandboxPhoneNumber.html";
const verifySandboxNumber =
  "https://docs.aws.amazon.com/sns/latest/api/API_VerifySMSSandboxPhoneNumber.html";

/** Wire codes of Publish. `InvalidParameter` is told apart by its text: `rules.ts`. */
export const codes = codeTable([
  // the operation's own
  {
    kind: "misconfigured",
    source: publish,
    codes: [
      "AuthorizationError",
      "EndpointDisabled",
      "InvalidParameter",
      "InvalidParameterValue",
      "InvalidSecurity",
      "KMSAccessDenied",
      "KMSDisabled",
      "KMSInvalidState",
      "KMSNotFound",
      "KMSOptInRequired",
      "NotFound",
      "ParameterValueInvalid",
      "PlatformApplicationDisabled",
      "ValidationException",
    ],
  },
  { kind: "unavailable", source: publish, codes: ["InternalError"] },
  { kind: "throttled", source: publish, codes: ["KMSThrottling"] },
  { kind: "refused", source: createSandboxNumber, codes: ["OptedOut"], suppress: true },
  {
    kind: "misconfigured",
    source: verifySandboxNumber,
    codes: ["ResourceNotFound", "VerificationException"],
  },
  { kind: "throttled", source: createSandboxNumber, codes: ["Throttled"] },
  { kind: "misconfigured", source: createSandboxNumber, codes: ["UserError"] },
  ...commonAwsCodes,
]);
