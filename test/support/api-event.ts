import type { APIGatewayProxyEvent } from "aws-lambda";
import { routes } from "../../lambdas/api/routes.ts";

/** The event that API Gateway makes from a request to the stage `test`. */
export function apiEvent(changes: {
  /** `GET` without a body, `POST` with one, unless it is said. */
  method?: string;
  /** The route's path. */
  resource?: string;
  body?: unknown;
  headers?: Record<string, string>;
  pathParameters?: Record<string, string>;
  queryStringParameters?: Record<string, string>;
}): APIGatewayProxyEvent {
  const { body, headers = { "content-type": "application/json" } } = changes;
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return {
    httpMethod: changes.method ?? (body === undefined ? "GET" : "POST"),
    path: routes.sendNotification.path,
    resource: changes.resource ?? routes.sendNotification.path,
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
