import { injectLambdaContext } from "@aws-lambda-powertools/logger/middleware";
import { logMetrics } from "@aws-lambda-powertools/metrics/middleware";
import type { MiddlewareObj } from "@middy/core";
import middy from "@middy/core";
import httpHeaderNormalizer from "@middy/http-header-normalizer";
import httpJsonBodyParser from "@middy/http-json-body-parser";
import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from "aws-lambda";
import { DependencyUnavailable } from "../core/ports.ts";
import { describeError, logger } from "../runtime/logger.ts";
import { metrics } from "../runtime/metrics.ts";
import { problemResponse } from "./json-responses.ts";
import type { Problem } from "./problems.ts";
import { maxBodyBytes, problems } from "./problems.ts";

/** Carries out one request; `deadline` is when the function is stopped. */
export type Run = (event: APIGatewayProxyEvent, deadline: Date) => Promise<APIGatewayProxyResult>;

/** What a function needs of its requests beyond a log and problem documents. */
export interface HttpHandlerOptions {
  /** Publishes what was counted, after each request. */
  readonly metrics?: boolean;
  /** Puts the names of headers in lower case. */
  readonly headers?: boolean;
  /** Parses the body, which may have `maxBodyBytes`, and the headers that say that it is JSON. */
  readonly jsonBody?: boolean;
}

type HttpMiddleware = MiddlewareObj<APIGatewayProxyEvent, APIGatewayProxyResult>;

/**
 * The handler of every function behind the API. Whatever `run` throws becomes a problem document
 * that shows nothing of the inside.
 */
export function httpHandler(run: Run, options: HttpHandlerOptions = {}) {
  return middy<APIGatewayProxyEvent, APIGatewayProxyResult>()
    .use(middlewaresFor(options))
    .handler((event: APIGatewayProxyEvent, context: Context) =>
      run(event, new Date(Date.now() + context.getRemainingTimeInMillis())),
    );
}

/** In the order in which they see a request. */
function middlewaresFor(options: HttpHandlerOptions): HttpMiddleware[] {
  const { jsonBody = false, headers = jsonBody } = options;
  return [
    injectLambdaContext(logger, { resetKeys: true }),
    problemDocuments(),
    ...(options.metrics ? [logMetrics(metrics)] : []),
    ...(jsonBody ? [bodyLimit()] : []),
    ...(headers ? [httpHeaderNormalizer()] : []),
    ...(jsonBody ? [httpJsonBodyParser()] : []),
  ] as HttpMiddleware[];
}

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
    return problems.temporarilyUnavailable;
  }
  const status = error instanceof Error && "statusCode" in error ? error.statusCode : undefined;
  if (status === 415) {
    return problems.unsupportedMediaType;
  }
  if (status === 400 || status === 422) {
    return problems.invalidRequest([{ field: "body", detail: "must be JSON" }]);
  }
  return problems.internalError;
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
