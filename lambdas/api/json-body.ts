import httpHeaderNormalizer from "@middy/http-header-normalizer";
import httpJsonBodyParser from "@middy/http-json-body-parser";
import type { HttpHandlerOptions, HttpMiddleware } from "./http-handler.ts";
import { problemResponse } from "./json-responses.ts";
import { maxBodyBytes, problems } from "./problems.ts";
import type { Route } from "./routes.ts";

/** Takes JSON bodies of up to `maxBodyBytes`. Header names are in lower case. */
export function jsonBody(): Required<Pick<HttpHandlerOptions, "bodyLimit" | "headers" | "body">> {
  return { bodyLimit: bodyLimit(), headers: httpHeaderNormalizer(), body: httpJsonBodyParser() };
}

/** The same for requests with one method, where a function's others have no body. */
export function jsonBodyOf(method: Route["method"]): ReturnType<typeof jsonBody> {
  const { bodyLimit, headers, body } = jsonBody();
  return {
    bodyLimit: onlyOf(method, bodyLimit),
    headers: onlyOf(method, headers),
    body: onlyOf(method, body),
  };
}

function onlyOf(method: Route["method"], { before }: HttpMiddleware): HttpMiddleware {
  return {
    before: (request) => (request.event.httpMethod === method ? before?.(request) : undefined),
  };
}

function bodyLimit(): HttpMiddleware {
  return {
    before: ({ event }) => {
      if (Buffer.byteLength(event.body ?? "") <= maxBodyBytes) {
        return;
      }
      return problemResponse(problems.tooLarge(maxBodyBytes));
    },
  };
}
