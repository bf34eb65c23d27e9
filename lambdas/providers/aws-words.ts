const credentials = "AWS does not accept the function's credentials.";
const permission = "The function's role may not do this: see its policy.";
const tooFast = "AWS wants fewer requests for now.";
const unwell = "The AWS service could not do it now.";

/** Codes that AWS services of the Query protocol share, in words. */
export const commonAwsTexts: Readonly<Record<string, string>> = {
  AccessDenied: permission,
  AccessDeniedException: permission,
  NotAuthorized: permission,
  ExpiredToken: credentials,
  ExpiredTokenException: credentials,
  InvalidAccessKeyId: credentials,
  InvalidClientTokenId: credentials,
  InvalidToken: credentials,
  InvalidSignatureException: credentials,
  SignatureDoesNotMatch: credentials,
  UnrecognizedClientException: credentials,
  MissingAuthenticationToken: credentials,
  OptInRequired: "The account is not subscribed to the service in this region.",
  RequestExpired: "The function's clock and AWS's differ.",
  RequestTimeTooSkewed: "The function's clock and AWS's differ.",
  InternalFailure: unwell,
  InternalServerError: unwell,
  ServiceUnavailable: unwell,
  ServiceUnavailableException: unwell,
  RequestLimitExceeded: tooFast,
  RequestThrottled: tooFast,
  SlowDown: tooFast,
  Throttling: tooFast,
  ThrottlingException: tooFast,
  TooManyRequestsException: tooFast,
};
