import type { ErrorTable } from "./classify.ts";

/** https://docs.aws.amazon.com/general/latest/gr/api-retries.html and each API's "Common Errors". */
export const commonAwsErrors: ErrorTable = {
  Throttling: "unavailable",
  ThrottlingException: "unavailable",
  RequestLimitExceeded: "unavailable",
  TooManyRequestsException: "unavailable",
  LimitExceededException: "unavailable",
  ServiceUnavailable: "unavailable",
  InternalFailure: "unavailable",
  RequestTimeout: "unavailable",
};
