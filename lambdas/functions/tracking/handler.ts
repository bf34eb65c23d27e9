import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";
import { dynamoDbClient } from "../../adapters/dynamodb-client.ts";
import { dynamoDbNotificationHistory } from "../../adapters/dynamodb-notification-history.ts";
import { httpHandler } from "../../api/http-handler.ts";
import {
  invalidRequest,
  jsonResponse,
  notFound,
  problemResponse,
} from "../../api/problem-documents.ts";
import { parseParameters } from "../../api/request-parameters.ts";
import { findNotification, listNotifications } from "../../core/track-notifications.ts";
import { parseEnvironment } from "../../runtime/environment.ts";
import { systemClock } from "../../runtime/system.ts";
import { trackingEnvironment } from "./env.ts";
import { presentNotification } from "./present.ts";
import { cursorAfter, findParameters, listParameters } from "./requests.ts";

const env = parseEnvironment(trackingEnvironment);
const history = dynamoDbNotificationHistory(
  { client: dynamoDbClient(), tableName: env.NOTIFICATIONS_TABLE },
  env.CHANNELS.length,
  systemClock,
);

/** `GET /v1/users/{userId}/notifications` and `GET /v1/users/{userId}/notifications/{notificationId}` */
export const handler = httpHandler((event) =>
  event.pathParameters?.["notificationId"] === undefined ? list(event) : find(event),
);

async function list(event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> {
  const parsed = parseParameters(listParameters, event);
  if ("faults" in parsed) {
    return problemResponse(invalidRequest(parsed.faults));
  }
  const { userId, limit, cursor: before, from, to, ...filter } = parsed.parameters;
  const range = { limit, before, from, to };
  const page = await listNotifications(history, userId, range, systemClock.now(), filter);
  return jsonResponse(200, {
    notifications: page.notifications.map(presentNotification),
    ...(page.next !== undefined && { nextCursor: cursorAfter(page.next) }),
  });
}

async function find(event: APIGatewayProxyEvent): Promise<APIGatewayProxyResult> {
  const parsed = parseParameters(findParameters, event);
  if ("faults" in parsed) {
    return problemResponse(invalidRequest(parsed.faults));
  }
  const { userId, notificationId } = parsed.parameters;
  const found = await findNotification(history, userId, notificationId, systemClock.now());
  return found ? jsonResponse(200, presentNotification(found)) : problemResponse(notFound);
}
