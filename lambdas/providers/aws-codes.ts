import type { CodeGroup } from "./code-table.ts";

const commonErrors = "https://docs.aws.amazon.com/sns/latest/api/CommonErrors.html";
const iamRoles = "https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_roles.html";
const sdkRetries = "https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html";
const signatures =
  "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html";

/** Codes that AWS services of the Query protocol share. */
export const commonAwsCodes: readonly CodeGroup[] = [
  {
    kind: "misconfigured",
    source: "https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_general.html",
    codes: ["AccessDenied"],
  },
  {
    kind: "misconfigured",
    source: commonErrors,
    codes: [
      "AccessDeniedException",
      "ExpiredTokenException",
      "IncompleteSignature",
      "InvalidAction",
      "InvalidClientTokenId",
      "InvalidParameterCombination",
      "InvalidQueryParameter",
      "MalformedHttpRequestException",
      "MalformedQueryString",
      "MissingAction",
      "MissingAuthenticationToken",
      "MissingParameter",
      "NotAuthorized",
      "OptInRequired",
      "RequestExpired",
      "UnknownOperationException",
      "UnrecognizedClientException",
      "ValidationError",
    ],
  },
  {
    kind: "misconfigured",
    source: iamRoles,
    codes: ["AuthFailure", "ExpiredToken", "InvalidAccessKeyId", "InvalidToken"],
  },
  {
    kind: "throttled",
    source: sdkRetries,
    codes: [
      "BandwidthLimitExceeded",
      "LimitExceededException",
      "PriorRequestNotComplete",
      "RequestLimitExceeded",
      "RequestThrottled",
      "RequestThrottledException",
      "SlowDown",
      "ThrottledException",
      "Throttling",
      "TooManyRequestsException",
    ],
  },
  {
    kind: "unavailable",
    source: commonErrors,
    codes: ["InternalFailure", "RequestTimeoutException", "ServiceUnavailable"],
  },
  {
    kind: "unavailable",
    source: sdkRetries,
    codes: ["InternalServerError", "RequestTimeout", "ServiceUnavailableException"],
  },
  {
    kind: "misconfigured",
    source: signatures,
    codes: ["InvalidSignatureException", "RequestTimeTooSkewed", "SignatureDoesNotMatch"],
  },
  { kind: "unknown", source: commonErrors, codes: ["RequestAbortedException"] },
  { kind: "refused", source: commonErrors, codes: ["RequestEntityTooLargeException"] },
  { kind: "throttled", source: commonErrors, codes: ["ThrottlingException"] },
];
