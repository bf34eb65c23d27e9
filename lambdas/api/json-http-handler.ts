import { logMetrics } from "@aws-lambda-powertools/metrics/middleware";
import httpHeaderNormalizer from "@middy/http-header-normalizer";
import httpJsonBodyParser from "@middy/http-json-body-parser";
import type { APIGatewayProxyEvent, Context } from "aws-lambda";
import { metrics } from "../runtime/metrics.ts";
import type { HttpMiddleware, Run } from "./http-handler.ts";
import { httpStack } from "./http-handler.ts";
import { problemResponse, tooLarge } from "./problem-documents.ts";

/** Bytes that a request's body may have: the longest message, its addresses, and room. */
const bodyLimitBytes = 65_536;

/**
 * A handler for requests whose body is JSON. Header names are in lower case; `deadline` is when the
 * function is stopped.
 */
export function jsonHttpHandler(
  run: (body: unknown, event: APIGatewayProxyEvent, deadline: Date) => ReturnType<Run>,
) {
  return httpStack()
    .use(logMetrics(metrics))
    .use(bodyLimit())
    .use(httpHeaderNormalizer())
    .use(httpJsonBodyParser())
    .handler((event: APIGatewayProxyEvent, context: Context) =>
      run(event.body, event, new Date(Date.now() + context.getRemainingTimeInMillis())),
    );
}

function bodyLimit(): HttpMiddleware {
  return {
    before: ({ event }) => {
      if (Buffer.byteLength(event.body ?? "") <= bodyLimitBytes) {
        return;
      }
      return problemResponse(tooLarge(bodyLimitBytes));
    },
  };
}
