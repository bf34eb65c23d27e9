import httpHeaderNormalizer from "@middy/http-header-normalizer";
import httpJsonBodyParser from "@middy/http-json-body-parser";
import type { HttpHandlerOptions, HttpMiddleware } from "./http-handler.ts";
import { problemResponse } from "./json-responses.ts";
import { maxBodyBytes, problems } from "./problems.ts";

/** Takes JSON bodies of up to `maxBodyBytes`. Header names are in lower case. */
export function jsonBody(): Required<Pick<HttpHandlerOptions, "bodyLimit" | "headers" | "body">> {
  return { bodyLimit: bodyLimit(), headers: httpHeaderNormalizer(), body: httpJsonBodyParser() };
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
