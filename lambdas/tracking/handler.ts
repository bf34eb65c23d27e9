import { dynamoDbClient } from "../adapters/dynamodb-client.ts";
import { dynamoDbNotificationHistory } from "../adapters/dynamodb-notification-history.ts";
import { findNotification, listNotifications } from "../core/track-notifications.ts";
import { parseEnvironment } from "../runtime/environment.ts";
import { httpHandler } from "../runtime/http-handler.ts";
import {
  invalidRequest,
  jsonAnswer,
  notFound,
  problemAnswer,
} from "../runtime/problem-documents.ts";
import { systemClock } from "../runtime/system.ts";
import { trackingEnvironment } from "./env.ts";
import { presentNotification } from "./present.ts";
import { cursorAfter, parseParameters } from "./requests.ts";

const env = parseEnvironment(trackingEnvironment);
const history = dynamoDbNotificationHistory(
  { client: dynamoDbClient(), tableName: env.NOTIFICATIONS_TABLE },
  env.CHANNELS.length,
);

/** `GET /v1/users/{userId}/notifications` and `GET /v1/users/{userId}/notifications/{id}` */
export const handler = httpHandler(async (event) => {
  const parsed = parseParameters(event);
  if ("faults" in parsed) return problemAnswer(invalidRequest(parsed.faults));
  const { userId, notificationId, limit, cursor } = parsed.parameters;
  const now = systemClock.now();

  if (notificationId !== undefined) {
    const found = await findNotification(history, userId, notificationId, now);
    return found ? jsonAnswer(200, presentNotification(found)) : problemAnswer(notFound);
  }
  const { notifications, next } = await listNotifications(history, userId, limit, now, cursor);
  return jsonAnswer(200, {
    notifications: notifications.map(presentNotification),
    ...(next !== undefined && { nextCursor: cursorAfter(next) }),
  });
});
