import type { APIGatewayProxyEvent } from "aws-lambda";

/** The event that API Gateway makes from a request to the stage `test`. */
export function apiEvent(changes: {
  body?: unknown;
  headers?: Record<string, string>;
  pathParameters?: Record<string, string>;
  queryStringParameters?: Record<string, string>;
}): APIGatewayProxyEvent {
  const { body, headers = { "content-type": "application/json" } } = changes;
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return {
    httpMethod: body === undefined ? "GET" : "POST",
    path: "/v1/notifications",
    resource: "/v1/notifications",
    headers,
    multiValueHeaders: {},
    body: body === undefined ? null : text,
    isBase64Encoded: false,
    pathParameters: changes.pathParameters ?? null,
    queryStringParameters: changes.queryStringParameters ?? null,
    multiValueQueryStringParameters: null,
    stageVariables: null,
    requestContext: {
      path: "/test/v1/notifications",
    } as APIGatewayProxyEvent["requestContext"],
  };
}
