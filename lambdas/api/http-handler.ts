import { injectLambdaContext } from "@aws-lambda-powertools/logger/middleware";
import type { MiddlewareObj } from "@middy/core";
import middy from "@middy/core";
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";
import { DependencyUnavailable } from "../core/ports.ts";
import { describeError, logger } from "../runtime/logger.ts";
import type { Problem } from "./problem-documents.ts";
import {
  internalError,
  invalidRequest,
  problemResponse,
  temporarilyUnavailable,
  unsupportedMediaType,
} from "./problem-documents.ts";

/** Carries out one request. */
export type Run = (event: APIGatewayProxyEvent) => Promise<APIGatewayProxyResult>;

/** A middleware of the stack. */
export type HttpMiddleware = MiddlewareObj<APIGatewayProxyEvent, APIGatewayProxyResult>;

/** A handler for requests without a body. */
export function httpHandler(run: Run) {
  return httpStack().handler(run);
}

/** What every handler of the API is wrapped in. */
export function httpStack() {
  return middy<APIGatewayProxyEvent, APIGatewayProxyResult>()
    .use(injectLambdaContext(logger, { resetKeys: true }))
    .use(problemDocuments());
}

/** Turns whatever is thrown into a problem document that shows nothing of the inside. */
function problemDocuments(): HttpMiddleware {
  return {
    onError: (request) => {
      const problem = problemOf(request.error);
      if (problem.status >= 500) {
        logger.error("request failed", { ...describeError(request.error) });
      }
      request.response = problemResponse(problem);
    },
  };
}

function problemOf(error: unknown): Problem {
  if (error instanceof DependencyUnavailable) {
    return temporarilyUnavailable;
  }
  const status = error instanceof Error && "statusCode" in error ? error.statusCode : undefined;
  if (status === 415) {
    return unsupportedMediaType;
  }
  if (status === 400 || status === 422) {
    return invalidRequest([{ field: "body", detail: "must be JSON" }]);
  }
  return internalError;
}
