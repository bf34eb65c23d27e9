import { logMetrics } from "@aws-lambda-powertools/metrics/middleware";
import type { APIGatewayProxyEvent, Context } from "aws-lambda";
import { httpStack } from "../../api/http-handler.ts";
import { notFound, problemResponse } from "../../api/problem-documents.ts";
import { metrics } from "../../runtime/metrics.ts";
import type { Operation } from "./operations.ts";
import { cancel, erase, retry, status } from "./operations.ts";
import { liftSuppression, listSuppressions } from "./suppressions.ts";

const notification = "/v1/users/{userId}/notifications/{notificationId}";

const operations: Readonly<Record<string, Operation>> = {
  [`POST ${notification}/deliveries/{channel}/retry`]: retry,
  [`POST ${notification}/cancel`]: cancel,
  "DELETE /v1/users/{userId}": erase,
  "GET /v1/users/{userId}/suppressions": listSuppressions,
  "DELETE /v1/users/{userId}/suppressions/{hash}": liftSuppression,
  "GET /v1/status": status,
};

/** What callers may do beyond sending and looking up: retry, cancel, erase, lift, and see the status. */
export const handler = httpStack()
  .use(logMetrics(metrics))
  .handler(async (event: APIGatewayProxyEvent, context: Context) => {
    const operation = operations[`${event.httpMethod} ${event.resource}`];
    if (operation === undefined) {
      return problemResponse(notFound);
    }
    return operation(event, new Date(Date.now() + context.getRemainingTimeInMillis()));
  });
