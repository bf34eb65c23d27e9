import { paginateScan } from "@aws-sdk/lib-dynamodb";
import { awsCall } from "../../lambdas/adapters/aws-call.ts";
import type { NotificationsTable } from "../../lambdas/adapters/dynamodb-client.ts";
import type { Item } from "../../lambdas/adapters/dynamodb-items.ts";
import { isNotificationItem, notificationRecordId } from "../../lambdas/adapters/dynamodb-items.ts";

/** Attributes that tell whether a delivery moves; no address and no message is read. */
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
 * Scans the whole Notifications table for inbox and outbox records, page by page. It reads every
 * item once, at half a read unit for each 4 KB, whatever attributes it asks for.
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
      FilterExpression: "begins_with(#recordId, :prefix)",
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

/** An inbox record with those of its outbox records that came right after it. */
export interface RecordGroup {
  readonly notification: Item;
  readonly deliveries: readonly Item[];
}

/**
 * Puts scanned records together. A scan returns a user's records in their order, so a notification's
 * deliveries follow it; where they do not, a group lacks some of them, or they come without one.
 */
export class RecordGroups {
  #open: { notification: Item; deliveries: Item[] } | undefined;

  /** Takes the next record; returns the group that it ends, if it does. */
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

  /** The last group, after the last record. */
  end(): RecordGroup | undefined {
    const ended = this.#open;
    this.#open = undefined;
    return ended;
  }
}
