import type { APIGatewayProxyResult } from "aws-lambda";
import type { Problem } from "./problems.ts";

/** A response with a JSON body that no cache may keep: it is about one user. */
export function jsonResponse(
  statusCode: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): APIGatewayProxyResult {
  return {
    statusCode,
    headers: { "Content-Type": "application/json", "Cache-Control": "no-store", ...headers },
    body: JSON.stringify(body),
  };
}

const problemMediaType = "application/problem+json";

/** The response with the request's id in its problem document, if it is one. */
export function withRequestId(
  response: APIGatewayProxyResult,
  requestId: string | undefined,
): APIGatewayProxyResult {
  if (requestId === undefined || response.headers?.["Content-Type"] !== problemMediaType) {
    return response;
  }
  return { ...response, body: JSON.stringify({ ...JSON.parse(response.body), requestId }) };
}

/** A response with a problem document, `application/problem+json`. */
export function problemResponse(problem: Problem): APIGatewayProxyResult {
  const { retryAfterSeconds, headers, ...document } = problem;
  return jsonResponse(
    problem.status,
    { type: "about:blank", ...document },
    {
      "Content-Type": problemMediaType,
      ...(retryAfterSeconds !== undefined && { "Retry-After": String(retryAfterSeconds) }),
      ...headers,
    },
  );
}
