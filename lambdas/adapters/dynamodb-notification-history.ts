import { QueryCommand, type QueryCommandInput } from "@aws-sdk/lib-dynamodb";
import type { NotificationHistory, TrackedNotification } from "../core/ports.ts";
import { awsCall } from "./aws-call.ts";
import type { NotificationsTable } from "./dynamodb-client.ts";
import {
  fromDeliveryItem,
  fromNotificationItem,
  type Item,
  isNotificationItem,
  notificationRecordId,
} from "./dynamodb-items.ts";

/** Sorts after every record id of a notification: ULIDs and channel names hold no tilde. */
const afterEverything = "~";

/**
 * Reads a user's history with one query. In descending order a notification's deliveries come
 * before its inbox record, so a notification is whole exactly when its inbox record was read.
 *
 * @param channelCount how many channels are deployed: as many deliveries a notification may have.
 */
export function dynamoDbNotificationHistory(
  table: Pick<NotificationsTable, "client" | "tableName">,
  channelCount: number,
): NotificationHistory {
  async function query(input: Partial<QueryCommandInput>) {
    const command = new QueryCommand({
      TableName: table.tableName,
      ScanIndexForward: false,
      KeyConditionExpression: "userId = :userId AND recordId BETWEEN :from AND :to",
      ...input,
    });
    const { Items = [], LastEvaluatedKey } = await awsCall("DynamoDB", () =>
      table.client.send(command),
    );
    return { notifications: group(Items), hasMore: LastEvaluatedKey !== undefined };
  }

  return {
    async list(userId, limit, before) {
      const page = await query({
        ExpressionAttributeValues: {
          ":userId": userId,
          ":from": notificationRecordId(""),
          ":to": notificationRecordId(before ?? afterEverything),
        },
        // One more than a full page: the inbox record of `before` is within the bounds.
        Limit: limit * (1 + channelCount) + 1,
      });
      const older = page.notifications.filter(({ notification }) => notification.id !== before);
      return {
        notifications: older.slice(0, limit),
        hasMore: page.hasMore || older.length > limit,
      };
    },

    async find(userId, notificationId) {
      const from = notificationRecordId(notificationId);
      const { notifications } = await query({
        ExpressionAttributeValues: {
          ":userId": userId,
          ":from": from,
          ":to": `${from}#${afterEverything}`,
        },
        ConsistentRead: true,
      });
      return notifications[0];
    },
  };
}

function group(items: readonly Item[]): TrackedNotification[] {
  const notifications: TrackedNotification[] = [];
  let deliveries: Item[] = [];
  for (const item of items) {
    if (!isNotificationItem(item)) {
      deliveries.push(item);
      continue;
    }
    const notification = fromNotificationItem(item);
    const own = deliveries.filter((each) => each["notificationId"] === notification.id);
    notifications.push({ notification, deliveries: own.map(fromDeliveryItem) });
    deliveries = [];
  }
  return notifications;
}
