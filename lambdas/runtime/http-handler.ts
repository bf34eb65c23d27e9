import { injectLambdaContext } from "@aws-lambda-powertools/logger/middleware";
import { logMetrics } from "@aws-lambda-powertools/metrics/middleware";
import middy, { type MiddlewareObj } from "@middy/core";
import httpHeaderNormalizer from "@middy/http-header-normalizer";
import httpJsonBodyParser from "@middy/http-json-body-parser";
import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from "aws-lambda";
import { DependencyUnavailable } from "../core/ports.ts";
import { describeError, logger } from "./logger.ts";
import { metrics } from "./metrics.ts";
import {
  internalError,
  invalidRequest,
  type Problem,
  problemAnswer,
  temporarilyUnavailable,
  tooLarge,
  unsupportedMediaType,
} from "./problem-documents.ts";

/** Bytes that a request's body may have: the longest message, its addresses, and room. */
export const bodyLimitBytes = 65_536;

/** Carries out one request; `event.body` is the parsed JSON of a handler that takes a body. */
type Run = (event: APIGatewayProxyEvent) => Promise<APIGatewayProxyResult>;

type HttpMiddleware = MiddlewareObj<APIGatewayProxyEvent, APIGatewayProxyResult>;

/** A handler for requests without a body. */
export function httpHandler(run: Run) {
  return stack().handler(run);
}

/**
 * A handler for requests whose body is JSON. Header names are in lower case; `deadline` is when the
 * function is stopped.
 */
export function jsonHttpHandler(
  run: (body: unknown, event: APIGatewayProxyEvent, deadline: Date) => ReturnType<Run>,
) {
  return stack()
    .use(logMetrics(metrics))
    .use(bodyLimit())
    .use(httpHeaderNormalizer())
    .use(httpJsonBodyParser())
    .handler((event: APIGatewayProxyEvent, context: Context) =>
      run(event.body, event, new Date(Date.now() + context.getRemainingTimeInMillis())),
    );
}

function stack() {
  return middy<APIGatewayProxyEvent, APIGatewayProxyResult>()
    .use(injectLambdaContext(logger, { resetKeys: true }))
    .use(problemDocuments());
}

function bodyLimit(): HttpMiddleware {
  return {
    before: ({ event }) => {
      if (Buffer.byteLength(event.body ?? "") <= bodyLimitBytes) return;
      return problemAnswer(tooLarge(bodyLimitBytes));
    },
  };
}

/** Turns whatever is thrown into a problem document that shows nothing of the inside. */
function problemDocuments(): HttpMiddleware {
  return {
    onError: (request) => {
      const problem = problemOf(request.error);
      if (problem.status >= 500)
        logger.error("request failed", { ...describeError(request.error) });
      request.response = problemAnswer(problem);
    },
  };
}

function problemOf(error: unknown): Problem {
  if (error instanceof DependencyUnavailable) return temporarilyUnavailable;
  const status = error instanceof Error && "statusCode" in error ? error.statusCode : undefined;
  if (status === 415) return unsupportedMediaType;
  if (status === 400 || status === 422) {
    return invalidRequest([{ field: "body", detail: "must be JSON" }]);
  }
  return internalError;
}
