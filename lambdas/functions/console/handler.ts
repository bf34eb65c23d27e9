import { resolve } from "node:path";
import { httpHandler } from "../../api/http-handler.ts";
import { problemResponse } from "../../api/problem-documents.ts";
import { pageResponse, readPage } from "./page.ts";

const page = readPage(resolve(import.meta.dirname, "page"));

/** `GET /console` and `GET /console/{asset+}` */
export const handler = httpHandler(async ({ pathParameters, requestContext }) => {
  // The page's relative addresses count on a path without a slash at its end.
  if (requestContext.path?.endsWith("/console/")) {
    return { statusCode: 308, headers: { Location: "../console" }, body: "" };
  }
  const response = pageResponse(page, pathParameters?.["asset"] ?? "index.html");
  return response ?? problemResponse(noSuchFile);
});

const noSuchFile = {
  status: 404,
  title: "Not Found",
  detail: "The console has no such file.",
};
