import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";
import * as z from "zod/mini";
import type { Problem } from "../../api/problem-documents.ts";
import {
  invalidRequest,
  jsonResponse,
  notFound,
  problemResponse,
  temporarilyUnavailable,
} from "../../api/problem-documents.ts";
import { parseParameters, pathParameters } from "../../api/request-parameters.ts";
import { cancelNotification } from "../../core/cancel-notification.ts";
import type { Retry } from "../../core/retry-delivery.ts";
import { retryDelivery } from "../../core/retry-delivery.ts";
import { readServiceStatus } from "../../core/service-status.ts";
import { logger, userHash } from "../../runtime/logger.ts";
import { interventions, statusSources, userRecords } from "./dependencies.ts";

/** Carries out one operation. `deadline` is when the function is stopped. */
export type Operation = (
  event: APIGatewayProxyEvent,
  deadline: Date,
) => Promise<APIGatewayProxyResult>;

/** Time kept free for the answer when a deletion has to be cut off, in milliseconds. */
const responseReserveMs = 2_000;

const { userId, notificationId, channel } = pathParameters;

/** `POST /v1/users/{userId}/notifications/{notificationId}/deliveries/{channel}/retry` */
export const retry = withParameters(
  z.object({ userId, notificationId, channel }),
  async (reference) => {
    const result = await retryDelivery(interventions, reference);
    log("retry", reference.userId, { ...result, ...idsOf(reference), channel: reference.channel });
    if (result.kind === "not-found") {
      return problemResponse(noSuchDelivery);
    }
    if (result.kind === "conflict") {
      return problemResponse(notRetried(result));
    }
    return jsonResponse(202, { channel: reference.channel, status: "queued" });
  },
);

/** `POST /v1/users/{userId}/notifications/{notificationId}/cancel` */
export const cancel = withParameters(z.object({ userId, notificationId }), async (ids) => {
  const deliveries = await cancelNotification(interventions, ids.userId, ids.notificationId);
  if (deliveries === undefined) {
    return problemResponse(notFound);
  }
  log("cancel", ids.userId, { ...idsOf(ids), deliveries });
  return jsonResponse(200, { id: ids.notificationId, deliveries });
});

/** `DELETE /v1/users/{userId}` */
export const erase = withParameters(z.object({ userId }), async (ids, deadline) => {
  const until = new Date(deadline.getTime() - responseReserveMs);
  const { isAll, ...removed } = await userRecords.removeAll(ids.userId, until);
  log("erase", ids.userId, { isAll, ...removed });
  return isAll ? jsonResponse(200, removed) : problemResponse(partlyErased);
});

/** `GET /v1/status` */
export const status: Operation = async () =>
  jsonResponse(200, { channels: await readServiceStatus(statusSources) });

/** An operation whose parameters are checked first. */
export function withParameters<Schema extends z.ZodMiniType>(
  schema: Schema,
  run: (parameters: z.output<Schema>, deadline: Date) => Promise<APIGatewayProxyResult>,
): Operation {
  return async (event, deadline) => {
    const parsed = parseParameters(schema, event);
    if ("faults" in parsed) {
      return problemResponse(invalidRequest(parsed.faults));
    }
    return run(parsed.parameters, deadline);
  };
}

function idsOf({ notificationId: id }: { notificationId: string }) {
  return { notificationId: id };
}

function log(operation: string, user: string, line: Record<string, unknown>): void {
  logger.info(operation, { userHash: userHash(user), ...line });
}

function notRetried({ because }: Extract<Retry, { kind: "conflict" }>): Problem {
  const detail =
    because === "changed"
      ? "The delivery has just changed. Look it up, and repeat the call if it has failed."
      : `Only a failed delivery can be retried; this one is ${because}.`;
  return { status: 409, title: "Conflict", detail };
}

/** Very many records: every call removes some, and the last one answers 200. */
const partlyErased: Problem = {
  ...temporarilyUnavailable,
  detail: "Not all of the user's records are removed yet. Repeat the call.",
};

const noSuchDelivery = {
  ...notFound,
  detail: "There is no such notification, or it has no delivery on this channel.",
};
