import { dynamoDbClient } from "../../adapters/dynamodb-client.ts";
import { dynamoDbNotificationHistory } from "../../adapters/dynamodb-notification-history.ts";
import { dynamoDbUserExport } from "../../adapters/dynamodb-user-export.ts";
import { callerAccess } from "../../api/callers.ts";
import { httpHandler } from "../../api/http-handler.ts";
import { jsonResponse, problemResponse } from "../../api/json-responses.ts";
import { problems } from "../../api/problems.ts";
import { serveRoutes } from "../../api/serve-routes.ts";
import { findNotification, listNotifications } from "../../core/track-notifications.ts";
import { parseEnvironment } from "../../runtime/environment.ts";
import { systemClock } from "../../runtime/system.ts";
import { trackingEnvironment } from "./env.ts";
import { presentExport, presentNotification, presentPage } from "./present.ts";

const env = parseEnvironment(trackingEnvironment);
const table = { client: dynamoDbClient(), tableName: env.NOTIFICATIONS_TABLE };
const history = dynamoDbNotificationHistory(table, env.CHANNELS.length, systemClock);
const userExport = dynamoDbUserExport(table, systemClock);

const isDeployed = (channel: string) => env.CHANNELS.includes(channel);

const access = callerAccess(env.CALLERS);

/** Looks notifications and users up, and tells who calls. */
export const handler = httpHandler(
  serveRoutes<"tracking">({
    listNotifications: async ({ userId, limit, cursor: before, from, to, ...filter }) => {
      const range = { limit, before, from, to };
      const now = systemClock.now();
      const page = await listNotifications(history, userId, range, now, filter);
      return jsonResponse(200, await presentPage(page, { now, isDeployed }));
    },
    findNotification: async ({ userId, notificationId }) => {
      const now = systemClock.now();
      const found = await findNotification(history, userId, notificationId, now);
      return found
        ? jsonResponse(200, await presentNotification(found, { now, isDeployed }))
        : problemResponse(problems.notFound);
    },
    exportUser: async ({ userId, limit, cursor: after }) =>
      jsonResponse(200, presentExport(await userExport.read(userId, { limit, after }))),
    readCaller: async (_, { event }) => {
      const { name: caller, scopes } = access.callerOf(event);
      return jsonResponse(200, { caller, scopes });
    },
  }),
  { access: access.middleware },
);
