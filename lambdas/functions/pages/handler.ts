import { resolve } from "node:path";
import type { APIGatewayProxyEvent } from "aws-lambda";
import { httpHandler } from "../../api/http-handler.ts";
import { problemResponse } from "../../api/json-responses.ts";
import { problems } from "../../api/problems.ts";
import { serveRoutes } from "../../api/serve-routes.ts";
import { parseEnvironment } from "../../runtime/environment.ts";
import { systemClock } from "../../runtime/system.ts";
import { apiUrlOf } from "./api-url.ts";
import { pageResponse, readPage } from "./console-page.ts";
import { documentPages } from "./document-pages.ts";
import { pagesEnvironment } from "./env.ts";
import { once, oncePer } from "./once.ts";
import { askToUnsubscribe, unsubscribe } from "./unsubscribe.ts";

const env = parseEnvironment(pagesEnvironment);

// Each made when it is first asked for: a start pays for what is read, not for all.
const documents = oncePer((apiUrl: string) => documentPages(env.AUTHENTICATION, apiUrl));
const consolePage = once(() => readPage(resolve(import.meta.dirname, "page")));
const unsubscribing = {
  preferences: once(async () => {
    const { preferencesIn } = await import("./preferences.ts");
    return preferencesIn(env.NOTIFICATIONS_TABLE);
  }),
  clock: systemClock,
};

/** Serves what anybody may open: the API's document, the console's page, and the links in mails. */
export const handler = httpHandler(
  serveRoutes<"pages">({
    showDocument: async (_, { event }) => documents(apiUrlOf(event)).page,
    readJsonDocument: async (_, { event }) => documents(apiUrlOf(event)).json,
    readYamlDocument: async (_, { event }) => documents(apiUrlOf(event)).yaml,
    showUnsubscribe: async (_, { event }) => askToUnsubscribe(unsubscribing, event),
    unsubscribe: async (_, { event }) => unsubscribe(unsubscribing, event),
    showConsole: async (_, { event }) => serveConsole(event),
    readConsoleFile: async (_, { event }) => serveConsole(event),
  }),
);

function serveConsole({ pathParameters, requestContext }: APIGatewayProxyEvent) {
  // The page's relative addresses count on a path without a slash at its end.
  if (requestContext.path?.endsWith("/console/")) {
    return { statusCode: 308, headers: { Location: "../console" }, body: "" };
  }
  const response = pageResponse(consolePage(), pathParameters?.["asset"] ?? "index.html");
  return response ?? problemResponse(problems.noSuchConsoleFile);
}
