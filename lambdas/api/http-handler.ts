import { injectLambdaContext } from "@aws-lambda-powertools/logger/middleware";
import type { MiddlewareObj } from "@middy/core";
import middy from "@middy/core";
import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from "aws-lambda";
import { DependencyUnavailable } from "../core/ports/unavailable.ts";
import { readTraceparent } from "../core/trace.ts";
import { describeError, logger } from "../runtime/logger.ts";
import { problemResponse, withRequestId } from "./json-responses.ts";
import type { Problem } from "./problems.ts";
import { problems } from "./problems.ts";
import { transportSecurity } from "./transport-security.ts";

/** Carries out one request; `deadline` is when the function is stopped. */
export type Run = (event: APIGatewayProxyEvent, deadline: Date) => Promise<APIGatewayProxyResult>;

/** A middleware of a handler. */
export type HttpMiddleware = MiddlewareObj<APIGatewayProxyEvent, APIGatewayProxyResult>;

/**
 * What a function needs beyond a log and problem documents, in the order in which it sees a
 * request. Each is given as its middleware, so that a function bundles only those that it uses.
 */
export interface HttpHandlerOptions {
  /** Publishes what was counted, after each request. */
  readonly metrics?: HttpMiddleware;
  /** Rejects callers without the scope that their request needs; see `callerAccess`. */
  readonly access?: HttpMiddleware;
  /** Rejects a body that is too large. */
  readonly bodyLimit?: HttpMiddleware;
  /** Puts the names of headers in lower case. */
  readonly headers?: HttpMiddleware;
  /** Parses the body. */
  readonly body?: HttpMiddleware;
}

/**
 * The handler of every function behind the API. Whatever `run` throws becomes a problem document
 * that shows nothing of the inside. API Gateway's id of the request, which its access log has, is the
 * `requestId` of every log line and problem document; the caller's trace is the lines' `traceId`.
 */
export function httpHandler(run: Run, options: HttpHandlerOptions = {}) {
  const { metrics, access, bodyLimit, headers, body } = options;
  const optional = [metrics, access, bodyLimit, headers, body].filter((each) => each !== undefined);
  const handle = middy<APIGatewayProxyEvent, APIGatewayProxyResult>()
    .use(injectLambdaContext(logger, { resetKeys: true }))
    .use(loggedRequestId())
    .use(problemDocuments())
    .use(optional)
    .handler((event: APIGatewayProxyEvent, context: Context) =>
      run(event, new Date(Date.now() + context.getRemainingTimeInMillis())),
    );
  // Not a middleware's doing: those that come after one that responds by itself are not run.
  return async (event: APIGatewayProxyEvent, context: Context): Promise<APIGatewayProxyResult> => {
    const { requestId } = event.requestContext;
    const response = withRequestId(await handle(event, context), requestId);
    return { ...response, headers: { ...response.headers, ...transportSecurity } };
  };
}

function loggedRequestId(): HttpMiddleware {
  return {
    before: ({ event: { requestContext, headers } }) => {
      const { requestId } = requestContext;
      logger.appendKeys({ requestId, ...readTraceparent(headerOf(headers, "traceparent")) });
    },
  };
}

/** A header as the request has it, whose names are in any case. */
function headerOf(headers: APIGatewayProxyEvent["headers"], name: string): string | undefined {
  const entry = Object.entries(headers ?? {}).find(([given]) => given.toLowerCase() === name);
  return entry?.[1];
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

/** What middy throws just before Lambda would stop the function: something else was too slow. */
function isOutOfTime(error: unknown): boolean {
  return error instanceof Error && error.name === "TimeoutError";
}

function problemOf(error: unknown): Problem {
  if (error instanceof DependencyUnavailable || isOutOfTime(error)) {
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
