import type { APIGatewayProxyResult } from "aws-lambda";
import { stringify } from "yaml";
import { describeApi } from "../../api/openapi.ts";
import type { Authentication } from "../../api/routes.ts";
import { contentSecurityPolicy, renderPage } from "./api-page.ts";

/**
 * The responses that show the API's document, for machines and for people.
 *
 * @param apiUrl where the API is, as the document says it.
 */
export function documentPages(authentication: Authentication, apiUrl: string) {
  const document = describeApi(authentication, apiUrl);
  return {
    json: response("application/json", JSON.stringify(document)),
    // https://www.rfc-editor.org/rfc/rfc9512.html
    yaml: response("application/yaml", stringify(document, { aliasDuplicateObjects: false })),
    page: response("text/html; charset=utf-8", renderPage(document)),
  };
}

function response(contentType: string, body: string): APIGatewayProxyResult {
  return {
    statusCode: 200,
    headers: {
      "Content-Type": contentType,
      "Cache-Control": "public, max-age=300",
      "Content-Security-Policy": contentSecurityPolicy,
      "X-Content-Type-Options": "nosniff",
      "Referrer-Policy": "no-referrer",
    },
    body,
  };
}
