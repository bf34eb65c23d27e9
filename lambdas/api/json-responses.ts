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

/** A response with a problem document, `application/problem+json`. */
export function problemResponse(problem: Problem): APIGatewayProxyResult {
  const { retryAfterSeconds, headers, ...document } = problem;
  return jsonResponse(
    problem.status,
    { type: "about:blank", ...document },
    {
      "Content-Type": "application/problem+json",
      ...(retryAfterSeconds !== undefined && { "Retry-After": String(retryAfterSeconds) }),
      ...headers,
    },
  );
}
