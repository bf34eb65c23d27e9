import { commonAwsErrors } from "../aws-codes.ts";
import type { ErrorTable } from "../classify.ts";

/** The user said STOP. */
export const optedOut = "OptedOut";

/** https://docs.aws.amazon.com/sns/latest/api/API_Publish.html#API_Publish_Errors */
export const kindsByCode: ErrorTable = {
  ...commonAwsErrors,
  [optedOut]: "refused",
  Throttled: "unavailable",
  InternalError: "unavailable",
  AuthorizationError: "misconfigured",
};
