import { setTimeout as sleep } from "node:timers/promises";
import type { BatchWriteCommandInput, QueryCommandInput } from "@aws-sdk/lib-dynamodb";
import { BatchWriteCommand, QueryCommand } from "@aws-sdk/lib-dynamodb";
import type { Clock, RemovedRecords, UserRecords } from "../core/ports.ts";
import { awsCall } from "./aws-call.ts";
import type { NotificationsTable } from "./dynamodb-client.ts";
import { markErased, tombstone } from "./dynamodb-erasures.ts";
import type { RecordKind } from "./dynamodb-items.ts";
import {
  deliveryRecordId,
  isNotificationItem,
  notificationIdOf,
  recordKindOf,
} from "./dynamodb-items.ts";

/**
 * Requests that one BatchWriteItem takes.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html
 */
const batchSize = 25;

/** How long a batch waits before what DynamoDB left unprocessed is sent again, in milliseconds. */
const pauseMs = 100;

type WriteRequest = NonNullable<BatchWriteCommandInput["RequestItems"]>[string][number];

/** A record as an erasure finds it. */
type FoundRecord = {
  readonly recordId: string;
  /** Of a notification. */
  readonly channels?: readonly string[];
};

/** What an erasure writes in the place of records. */
interface Replacement {
  readonly recordId: string;
  readonly request: WriteRequest;
}

/**
 * Removes a user's records by their keys, page after page. It starts over until nothing is found, so
 * that what was written in the meantime goes too. A tombstone takes the place of each notification and
 * of each of its deliveries, whether that has a record or not: an attempt that read them before cannot
 * claim them after.
 */
export function dynamoDbUserRecords(
  table: Pick<NotificationsTable, "client" | "tableName">,
  clock: Clock,
): UserRecords {
  const { client, tableName: TableName } = table;

  /** Newest first: a notification's deliveries come before it, and are counted as what they are. */
  async function* pagesOf(userId: string): AsyncGenerator<readonly FoundRecord[]> {
    let start: QueryCommandInput["ExclusiveStartKey"];
    do {
      const query = new QueryCommand({
        TableName,
        ConsistentRead: true,
        ScanIndexForward: false,
        KeyConditionExpression: "userId = :userId",
        FilterExpression: "attribute_not_exists(erasedAt)",
        ExpressionAttributeValues: { ":userId": userId },
        ProjectionExpression: "recordId, channels",
        ExclusiveStartKey: start,
      });
      const { Items = [], LastEvaluatedKey } = await awsCall("DynamoDB", () => client.send(query));
      yield Items as FoundRecord[];
      start = LastEvaluatedKey;
    } while (start !== undefined);
  }

  /** Returns whether all of them were carried out. */
  async function write(batch: readonly Replacement[], until: Date): Promise<boolean> {
    let requests: readonly WriteRequest[] = batch.map(({ request }) => request);
    for (;;) {
      const command = new BatchWriteCommand({ RequestItems: { [TableName]: [...requests] } });
      const { UnprocessedItems } = await awsCall("DynamoDB", () => client.send(command));
      requests = UnprocessedItems?.[TableName] ?? [];
      if (requests.length === 0) {
        return true;
      }
      if (clock.now() >= until) {
        return false;
      }
      await sleep(pauseMs);
    }
  }

  return {
    async removeAll(userId, at, until): Promise<RemovedRecords> {
      const counts: Record<RecordKind, number> = { notification: 0, delivery: 0, other: 0 };
      const end = (isAll: boolean) => ({
        notifications: counts.notification,
        deliveries: counts.delivery,
        other: counts.other,
        isAll,
      });
      await markErased(table, userId, at);
      for (let isEmpty = false; !isEmpty; ) {
        isEmpty = true;
        for await (const found of pagesOf(userId)) {
          isEmpty &&= found.length === 0;
          const existing = new Set(found.map(({ recordId }) => recordId));
          for (const batch of batchesFor(userId, found, at)) {
            if (clock.now() >= until || !(await write(batch, until))) {
              return end(false);
            }
            for (const { recordId } of batch.filter((each) => existing.has(each.recordId))) {
              counts[recordKindOf(recordId)] += 1;
            }
          }
        }
      }
      return end(true);
    },
  };
}

/**
 * A page's replacements in batches. The notifications come last, in batches of their own: until one is
 * gone, its record says which deliveries belong to it.
 */
function batchesFor(userId: string, found: readonly FoundRecord[], at: Date): Replacement[][] {
  const deliveries = found.filter(isNotificationItem).flatMap(deliveryIdsOf);
  const recordIds = [...new Set([...found.map(({ recordId }) => recordId), ...deliveries])];
  const isLast = (recordId: string) => recordKindOf(recordId) === "notification";
  const groups = [recordIds.filter((id) => !isLast(id)), recordIds.filter(isLast)];
  return groups.flatMap((group) => {
    const all = group.map((recordId) => replacementOf(userId, recordId, at));
    const starts = Array.from(
      { length: Math.ceil(all.length / batchSize) },
      (_, n) => n * batchSize,
    );
    return starts.map((start) => all.slice(start, start + batchSize));
  });
}

function deliveryIdsOf(notification: FoundRecord): string[] {
  const notificationId = notificationIdOf(notification);
  const { channels = [] } = notification;
  return channels.map((channel) => deliveryRecordId({ notificationId, channel }));
}

function replacementOf(userId: string, recordId: string, at: Date): Replacement {
  const request =
    recordKindOf(recordId) === "other"
      ? { DeleteRequest: { Key: { userId, recordId } } }
      : { PutRequest: { Item: tombstone(userId, recordId, at) } };
  return { recordId, request };
}
