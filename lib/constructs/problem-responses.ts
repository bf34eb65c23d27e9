import type { RestApi } from "aws-cdk-lib/aws-apigateway";
import { ResponseType } from "aws-cdk-lib/aws-apigateway";
import type { Problem } from "../../lambdas/api/problems.ts";
import { problems } from "../../lambdas/api/problems.ts";
import type { Authentication } from "../../lambdas/api/routes.ts";
import { transportSecurity } from "../../lambdas/api/transport-security.ts";

/**
 * Makes problem documents (RFC 9457) of what API Gateway responds without asking a function.
 *
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
 */
export function addProblemResponses(api: RestApi, authentication: Authentication): void {
  const all = { ...gatewayProblems, MISSING_AUTHENTICATION_TOKEN: withoutToken[authentication] };
  for (const [name, problem] of Object.entries<GatewayProblem>(all)) {
    const { status } = problem;
    api.addGatewayResponse(name, {
      type: ResponseType.of(name),
      ...(status !== undefined && { statusCode: String(status) }),
      responseHeaders: headersOf(problem),
      templates: { "application/json": bodyOf(problem) },
    });
  }
}

/** The status is API Gateway's own where there is none. */
type GatewayProblem = Omit<Problem, "status"> & { readonly status?: number };

/** By API Gateway's name for the response. */
const gatewayProblems = {
  DEFAULT_4XX: problems.notAccepted,
  // A throttled function's response is of this type or an INTEGRATION_FAILURE: AWS does not say which.
  DEFAULT_5XX: problems.integrationFailure,
  API_CONFIGURATION_ERROR: problems.misconfiguredApi,
  BAD_REQUEST_BODY: problems.bodyNotAccepted,
  BAD_REQUEST_PARAMETERS: problems.parametersNotAccepted,
  UNAUTHORIZED: problems.unidentified,
  ACCESS_DENIED: problems.accessDenied,
  INVALID_API_KEY: problems.invalidApiKey,
  RESOURCE_NOT_FOUND: problems.noSuchPath,
  REQUEST_TOO_LARGE: problems.tooLargeForGateway,
  UNSUPPORTED_MEDIA_TYPE: problems.mediaTypeNotAccepted,
  THROTTLED: problems.tooManyRequests,
  QUOTA_EXCEEDED: problems.quotaExceeded,
  INTEGRATION_FAILURE: problems.integrationFailure,
  INTEGRATION_TIMEOUT: problems.integrationTimeout,
} as const;

/** API Gateway says the same for a path that it does not have and for a request without signature. */
const withoutToken: Readonly<Record<Authentication, Problem>> = {
  "api-key": problems.noSuchMethod,
  iam: problems.unsigned,
};

function headersOf({ retryAfterSeconds }: GatewayProblem): Record<string, string> {
  const headers = {
    "Content-Type": "application/problem+json",
    ...transportSecurity,
    ...(retryAfterSeconds !== undefined && { "Retry-After": String(retryAfterSeconds) }),
  };
  // In API Gateway's words a text is quoted.
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, `'${value}'`] as const),
  );
}

function bodyOf({ status, title, detail }: GatewayProblem): string {
  // API Gateway puts its own id of the request in place of the variable.
  const requestId = "$context.requestId";
  return JSON.stringify({ type: "about:blank", title, status, detail, requestId });
}
