import type { APIGatewayProxyResult } from "aws-lambda";
import { stringify } from "yaml";
import { httpHandler } from "../../api/http-handler.ts";
import { describeApi } from "../../api/openapi.ts";
import { notFound, problemResponse } from "../../api/problem-documents.ts";
import { parseEnvironment } from "../../runtime/environment.ts";
import { documentationEnvironment } from "./env.ts";
import { contentSecurityPolicy, renderPage } from "./page.ts";

const env = parseEnvironment(documentationEnvironment);
const document = describeApi(env.AUTHENTICATION);

/** Each page's answer, made when the function starts: it depends on the deployment alone. */
const pages: Readonly<Record<string, APIGatewayProxyResult>> = {
  "/openapi.json": page("application/json", JSON.stringify(document)),
  // https://www.rfc-editor.org/rfc/rfc9512.html
  "/openapi.yaml": page("application/yaml", stringify(document, { aliasDuplicateObjects: false })),
  "/docs": page("text/html; charset=utf-8", renderPage(document)),
};

/** `GET /openapi.json`, `GET /openapi.yaml` and `GET /docs` */
export const handler = httpHandler(
  async ({ resource }) => pages[resource] ?? problemResponse(notFound),
);

function page(contentType: string, body: string): APIGatewayProxyResult {
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
