import type { APIGatewayProxyEvent } from "aws-lambda";

/** What of a request says where it went. */
export type Addressed = Pick<APIGatewayProxyEvent, "resource" | "headers" | "requestContext">;

/**
 * The URL of the API that a request went to: its domain, a custom one included, with the stage or what
 * the domain has in its place. API Gateway itself names them, so a caller cannot make another one of it.
 * Without a domain, which an emulator may not tell, it is relative to the document.
 *
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
 */
export function apiUrlOf({ resource, headers, requestContext }: Addressed): string {
  const { domainName, path } = requestContext;
  if (domainName === undefined || !path.endsWith(resource)) {
    return ".";
  }
  const scheme = headers["X-Forwarded-Proto"] === "http" ? "http" : "https";
  return `${scheme}://${domainName}${path.slice(0, -resource.length)}`;
}
