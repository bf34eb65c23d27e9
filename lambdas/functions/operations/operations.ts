import { jsonResponse, problemResponse } from "../../api/json-responses.ts";
import { problems } from "../../api/problems.ts";
import type { RouteHandler } from "../../api/serve-routes.ts";
import { cancelNotification as cancel } from "../../core/cancel-notification.ts";
import { retryDelivery as retry } from "../../core/retry-delivery.ts";
import { readServiceStatus } from "../../core/service-status.ts";
import { logger, userHash } from "../../runtime/logger.ts";
import { systemClock } from "../../runtime/system.ts";
import { access, attachments, interventions, statusSources, userRecords } from "./dependencies.ts";
import { presentStatus } from "./present-status.ts";

/** Time kept free for the response when a deletion has to be cut off, in milliseconds. */
const responseReserveMs = 2_000;

export const retryDelivery: RouteHandler<"retryDelivery"> = async (reference, { event }) => {
  const { userId, notificationId, channel } = reference;
  const result = await retry(interventions, reference, access.callerOf(event).name);
  logOperation("retry", userId, { ...result, notificationId, channel });
  switch (result.kind) {
    case "not-found":
      return problemResponse(problems.noSuchDelivery);
    case "no-channel":
      return problemResponse(problems.channelRemoved(channel));
    case "conflict":
      return problemResponse(
        result.because === "changed" ? problems.justChanged : problems.notFailed(result.because),
      );
    case "queued":
      return jsonResponse(202, { channel, status: "queued" });
  }
};

export const cancelNotification: RouteHandler<"cancelNotification"> = async (ids, { event }) => {
  const { userId, notificationId } = ids;
  const { name: caller } = access.callerOf(event);
  const deliveries = await cancel(interventions, userId, notificationId, caller);
  if (deliveries === undefined) {
    return problemResponse(problems.notFound);
  }
  logOperation("cancel", userId, { notificationId, deliveries });
  return jsonResponse(200, { id: notificationId, deliveries });
};

export const eraseUser: RouteHandler<"eraseUser"> = async ({ userId }, { deadline }) => {
  const until = new Date(deadline.getTime() - responseReserveMs);
  const {
    isAll: areRecords,
    registeredUntil,
    ...removed
  } = await userRecords.removeAll(userId, systemClock.now(), until);
  // What a call under way keeps meanwhile it removes itself, as its notification is refused.
  const isAll = areRecords && (await attachments.removeAll(userId, { registeredUntil, until }));
  logOperation("erase", userId, { isAll, ...removed });
  return isAll ? jsonResponse(200, removed) : problemResponse(problems.partlyErased);
};

export const listSuppressions: RouteHandler<"listSuppressions"> = async ({ userId }) => {
  const { suppressionsOf } = await import("./suppressions.ts");
  const known = await suppressionsOf(userId);
  const listed = [...known].map(([hash, suppression]) => ({ hash, ...suppression }));
  return jsonResponse(200, { suppressions: listed });
};

export const liftSuppression: RouteHandler<"liftSuppression"> = async ({ userId, hash }) => {
  const { lift } = await import("./suppressions.ts");
  const isLifted = await lift(userId, hash);
  logOperation("lift", userId, { isLifted });
  return isLifted ? jsonResponse(200, { hash }) : problemResponse(problems.noSuchSuppression);
};

export const readPreferences: RouteHandler<"readPreferences"> = async ({ userId }) => {
  const { preferencesOf } = await import("./preferences.ts");
  return jsonResponse(200, await preferencesOf(userId));
};

export const changePreferences: RouteHandler<"changePreferences"> = async (
  { userId },
  { event },
) => {
  const { change } = await import("./preferences.ts");
  const changed = await change(userId, event.body);
  if ("faults" in changed) {
    return problemResponse(problems.invalidRequest(changed.faults));
  }
  logOperation("preferences", userId, {});
  return jsonResponse(200, changed);
};

export const readStatus: RouteHandler<"readStatus"> = async () =>
  jsonResponse(200, { channels: await presentStatus(await readServiceStatus(statusSources)) });

function logOperation(operation: string, userId: string, line: Record<string, unknown>): void {
  logger.info(operation, { userHash: userHash(userId), ...line });
}
