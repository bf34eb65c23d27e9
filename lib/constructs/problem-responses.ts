import type { RestApi } from "aws-cdk-lib/aws-apigateway";
import { ResponseType } from "aws-cdk-lib/aws-apigateway";
import type { DeploymentConfig } from "../deployment-config.ts";

/** One answer of API Gateway's own. */
interface Problem {
  readonly type: ResponseType;
  /** API Gateway's own status where there is none. */
  readonly status?: number;
  readonly title: string;
  readonly detail: string;
  readonly retryAfterSeconds?: number;
}

/**
 * Makes problem documents (RFC 9457) of what API Gateway answers without asking a function.
 *
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
 */
export function addProblemResponses(
  api: RestApi,
  authentication: DeploymentConfig["authentication"],
): void {
  for (const problem of [...problems, withoutToken(authentication)]) {
    api.addGatewayResponse(problem.type.responseType, {
      type: problem.type,
      ...(problem.status !== undefined && { statusCode: String(problem.status) }),
      responseHeaders: headersOf(problem),
      templates: { "application/json": bodyOf(problem) },
    });
  }
}

const problems: readonly Problem[] = [
  {
    type: ResponseType.DEFAULT_4XX,
    title: "Request not accepted",
    detail: "The request was not accepted.",
  },
  {
    type: ResponseType.DEFAULT_5XX,
    title: "Internal error",
    detail: "Something failed inside Herald; a repeat with the same Idempotency-Key is safe.",
  },
  {
    type: ResponseType.BAD_REQUEST_BODY,
    status: 400,
    title: "Bad Request",
    detail: "The body was not accepted.",
  },
  {
    type: ResponseType.BAD_REQUEST_PARAMETERS,
    status: 400,
    title: "Bad Request",
    detail: "The path, query or headers were not accepted.",
  },
  {
    type: ResponseType.UNAUTHORIZED,
    status: 401,
    title: "Unauthorized",
    detail: "The request does not say who is calling.",
  },
  {
    type: ResponseType.ACCESS_DENIED,
    status: 403,
    title: "Forbidden",
    detail: "The caller may not make this request.",
  },
  {
    type: ResponseType.INVALID_API_KEY,
    status: 403,
    title: "Forbidden",
    detail: "The header x-api-key is missing, or its key is not valid.",
  },
  {
    type: ResponseType.RESOURCE_NOT_FOUND,
    status: 404,
    title: "Not Found",
    detail: "There is nothing at this path.",
  },
  {
    type: ResponseType.REQUEST_TOO_LARGE,
    status: 413,
    title: "Content Too Large",
    detail: "The body is larger than 10 MB.",
  },
  {
    type: ResponseType.UNSUPPORTED_MEDIA_TYPE,
    status: 415,
    title: "Unsupported Media Type",
    detail: "The body must be application/json.",
  },
  {
    type: ResponseType.THROTTLED,
    status: 429,
    title: "Too Many Requests",
    detail: "There are more requests a second than this API takes.",
    retryAfterSeconds: 1,
  },
  {
    type: ResponseType.QUOTA_EXCEEDED,
    status: 429,
    title: "Too Many Requests",
    detail: "The API key's quota is used up.",
    retryAfterSeconds: 3600,
  },
  {
    type: ResponseType.INTEGRATION_FAILURE,
    status: 503,
    title: "Service Unavailable",
    detail: "Herald did not answer; a repeat with the same Idempotency-Key is safe.",
    retryAfterSeconds: 5,
  },
  {
    type: ResponseType.INTEGRATION_TIMEOUT,
    status: 504,
    title: "Gateway Timeout",
    detail: "Herald did not answer in time; a repeat with the same Idempotency-Key is safe.",
    retryAfterSeconds: 5,
  },
];

/** API Gateway says the same for a path that it does not have and for a request without signature. */
function withoutToken(authentication: DeploymentConfig["authentication"]): Problem {
  const type = ResponseType.MISSING_AUTHENTICATION_TOKEN;
  return authentication === "iam"
    ? {
        type,
        status: 403,
        title: "Forbidden",
        detail: "The request is not signed, or there is nothing at this path for its method.",
      }
    : {
        type,
        status: 404,
        title: "Not Found",
        detail: "There is nothing at this path for this method.",
      };
}

function headersOf({ retryAfterSeconds }: Problem): Record<string, string> {
  return {
    "Content-Type": "'application/problem+json'",
    ...(retryAfterSeconds !== undefined && { "Retry-After": `'${retryAfterSeconds}'` }),
  };
}

function bodyOf({ status, title, detail }: Problem): string {
  return JSON.stringify({ type: "about:blank", title, status, detail });
}
