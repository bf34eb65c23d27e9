import type { QueryCommandInput } from "@aws-sdk/lib-dynamodb";
import { QueryCommand } from "@aws-sdk/lib-dynamodb";
import { encodeTime } from "ulid";
import type {
  HistoryRange,
  NotificationHistory,
  TrackedNotification,
} from "../core/ports/history.ts";
import type { Clock } from "../core/ports/system.ts";
import { awsCall } from "./aws-call.ts";
import type { NotificationsTable } from "./dynamodb-client.ts";
import type { Item } from "./dynamodb-items.ts";
import {
  fromDeliveryItem,
  fromNotificationItem,
  isKept,
  isNotificationItem,
  notificationIdOf,
  notificationRecordId,
} from "./dynamodb-items.ts";

/** Sorts after every record id of a notification: ULIDs and channel names hold no tilde. */
const afterEverything = "~";

/** The characters of a ULID that hold its time. */
const timeLength = 10;

/** Records that a further query of one page reads at most. */
const furtherLimit = 1_000;

/** Queries after which a page is empty rather than looked for any longer. */
const maxQueries = 10;

/**
 * Reads a user's history with one query, as a rule. In descending order a notification's deliveries
 * come before its inbox record, so a notification is whole exactly when its inbox record was read.
 * Records whose retention has ended are left out, and what stands in the place of erased ones.
 *
 * @param channelCount how many channels are deployed, as many deliveries as a notification is expected
 * to have. It may have more, from when there were more: then a query is followed by another.
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
    return awsCall("DynamoDB", () => table.client.send(command));
  }

  /** Reads on until there is something to show, and always until there is where to go on from. */
  async function readPage(input: Partial<QueryCommandInput>, before?: string) {
    const items: Item[] = [];
    let further: Partial<QueryCommandInput> = {};
    for (let queries = 1; ; queries += 1) {
      const { Items = [], LastEvaluatedKey } = await query({ ...input, ...further });
      items.push(...Items);
      const all = group(items, clock.now());
      const notifications = all.filter(({ notification }) => notification.id !== before);
      if (LastEvaluatedKey === undefined) {
        return { notifications, next: undefined };
      }
      // Also one that is not shown: a page of what is past its retention must not be the last one.
      const next = items.filter(isNotificationItem).map(notificationIdOf).at(-1);
      const isOver = notifications.length > 0 || queries >= maxQueries;
      if (isOver && next !== undefined && next !== before) {
        return { notifications, next };
      }
      further = { ExclusiveStartKey: LastEvaluatedKey, Limit: furtherLimit };
    }
  }

  return {
    async list(userId, range) {
      const bounds = boundsOf(range);
      if (bounds.from > bounds.to) {
        return { notifications: [] };
      }
      const { limit, before } = range;
      const input = {
        ExpressionAttributeValues: {
          ":userId": userId,
          ":from": notificationRecordId(bounds.from),
          ":to": notificationRecordId(bounds.to),
        },
        // One more than a full page: the inbox record of `before` is within the bounds.
        Limit: limit * (1 + channelCount) + 1,
      };
      const page = await readPage(input, before);
      const notifications = page.notifications.slice(0, limit);
      const isCut = page.notifications.length > limit;
      const next = isCut ? notifications.at(-1)?.notification.id : page.next;
      return { notifications, ...(next !== undefined && { next }) };
    },

    async find(userId, notificationId) {
      const from = notificationRecordId(notificationId);
      const { notifications } = await readPage({
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
    const id = notificationIdOf(item);
    const own = deliveries.filter((each) => each["notificationId"] === id);
    deliveries = [];
    if (isKept(item, now)) {
      const notification = fromNotificationItem(item);
      notifications.push({ notification, deliveries: own.map(fromDeliveryItem) });
    }
  }
  return notifications;
}
