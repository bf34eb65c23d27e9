import { paginateScan } from "@aws-sdk/lib-dynamodb";
import { awsCall } from "../../lambdas/adapters/aws-call.ts";
import type { NotificationsTable } from "../../lambdas/adapters/dynamodb-client.ts";
import type { Item } from "../../lambdas/adapters/dynamodb-items.ts";
import { isNotificationItem, notificationRecordId } from "../../lambdas/adapters/dynamodb-items.ts";

/** The attributes that show whether a delivery moves: neither addresses nor messages are read. */
const attributes = [
  "userId",
  "recordId",
  "notificationId",
  "registeredAt",
  "channels",
  "channel",
  "status",
  "lastAttempt",
  "leaseUntil",
  "updatedAt",
  "nextAttemptAt",
];

/**
 * Scans the whole Notifications table for inbox and outbox records, page by page. Every item is
 * read once and costs half a read unit for each 4 KB, whichever attributes are asked for.
 *
 * @throws DependencyUnavailable when a page cannot be read.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Scan.html
 */
export async function* scanRecords({
  client,
  tableName,
}: Pick<NotificationsTable, "client" | "tableName">): AsyncGenerator<readonly Item[]> {
  const pages = paginateScan(
    { client },
    {
      TableName: tableName,
      FilterExpression: "begins_with(#recordId, :prefix) AND attribute_not_exists(erasedAt)",
      ProjectionExpression: attributes.map((name) => `#${name}`).join(", "),
      ExpressionAttributeNames: Object.fromEntries(attributes.map((name) => [`#${name}`, name])),
      ExpressionAttributeValues: { ":prefix": notificationRecordId("") },
    },
  )[Symbol.asyncIterator]();
  for (;;) {
    const { done, value } = await awsCall("DynamoDB", () => pages.next());
    if (done) {
      return;
    }
    yield value.Items ?? [];
  }
}

/** An inbox record with the outbox records that directly followed it. */
export interface RecordGroup {
  readonly notification: Item;
  readonly deliveries: readonly Item[];
}

/**
 * Groups scanned records by notification. A scan returns a user's records in the order of their
 * ids, so a notification's deliveries follow it. Where records are missing, a group lacks some
 * deliveries, and deliveries without their notification are left out.
 */
export class RecordGroups {
  #open: { notification: Item; deliveries: Item[] } | undefined;

  /** Adds the next record; returns the group before it once that is complete. */
  add(item: Item): RecordGroup | undefined {
    if (!isNotificationItem(item)) {
      if (this.#open?.notification["notificationId"] === item["notificationId"]) {
        this.#open?.deliveries.push(item);
      }
      return undefined;
    }
    const ended = this.end();
    this.#open = { notification: item, deliveries: [] };
    return ended;
  }

  /** Returns the last group, after the last record. */
  end(): RecordGroup | undefined {
    const ended = this.#open;
    this.#open = undefined;
    return ended;
  }
}
