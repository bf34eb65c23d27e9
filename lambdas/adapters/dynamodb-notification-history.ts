import type { QueryCommandInput } from "@aws-sdk/lib-dynamodb";
import { QueryCommand } from "@aws-sdk/lib-dynamodb";
import { encodeTime } from "ulid";
import type {
  Clock,
  HistoryRange,
  NotificationHistory,
  TrackedNotification,
} from "../core/ports.ts";
import { awsCall } from "./aws-call.ts";
import type { NotificationsTable } from "./dynamodb-client.ts";
import type { Item } from "./dynamodb-items.ts";
import {
  fromDeliveryItem,
  fromNotificationItem,
  isKept,
  isNotificationItem,
  notificationRecordId,
} from "./dynamodb-items.ts";

/** Sorts after every record id of a notification: ULIDs and channel names hold no tilde. */
const afterEverything = "~";

/** The characters of a ULID that hold its time. */
const timeLength = 10;

/**
 * Reads a user's history with one query. In descending order a notification's deliveries come
 * before its inbox record, so a notification is whole exactly when its inbox record was read.
 * Records whose retention has ended are left out.
 *
 * @param channelCount how many channels are deployed: a notification has at most as many deliveries.
 */
export function dynamoDbNotificationHistory(
  table: Pick<NotificationsTable, "client" | "tableName">,
  channelCount: number,
  clock: Clock,
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
    // Also where it is not shown: a page of what is past its retention must not be the last one.
    const last = LastEvaluatedKey && Items.findLast(isNotificationItem);
    return {
      notifications: group(Items, clock.now()),
      next: last && fromNotificationItem(last).id,
    };
  }

  return {
    async list(userId, range) {
      const bounds = boundsOf(range);
      if (bounds.from > bounds.to) {
        return { notifications: [] };
      }
      const { limit, before } = range;
      const page = await query({
        ExpressionAttributeValues: {
          ":userId": userId,
          ":from": notificationRecordId(bounds.from),
          ":to": notificationRecordId(bounds.to),
        },
        // One more than a full page: the inbox record of `before` is within the bounds.
        Limit: limit * (1 + channelCount) + 1,
      });
      const older = page.notifications.filter(({ notification }) => notification.id !== before);
      const notifications = older.slice(0, limit);
      const next = older.length > limit ? notifications.at(-1)?.notification.id : page.next;
      return { notifications, ...(next !== undefined && { next }) };
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

/** The characters of a time sort before every id of that time, so they serve as both bounds. */
function boundsOf({ before, from, to }: HistoryRange): { from: string; to: string } {
  const ends = [before ?? afterEverything, to ? timeOf(to) : afterEverything];
  return { from: from ? timeOf(from) : "", to: ends.toSorted()[0] ?? afterEverything };
}

function timeOf(date: Date): string {
  return encodeTime(Math.max(0, date.getTime()), timeLength);
}

function group(items: readonly Item[], now: Date): TrackedNotification[] {
  const notifications: TrackedNotification[] = [];
  let deliveries: Item[] = [];
  for (const item of items) {
    if (!isNotificationItem(item)) {
      deliveries.push(item);
      continue;
    }
    const notification = fromNotificationItem(item);
    const own = deliveries.filter((each) => each["notificationId"] === notification.id);
    deliveries = [];
    if (!isKept(item, now)) {
      continue;
    }
    notifications.push({ notification, deliveries: own.map(fromDeliveryItem) });
  }
  return notifications;
}
