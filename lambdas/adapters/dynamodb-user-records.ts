import { setTimeout as sleep } from "node:timers/promises";
import { BatchWriteCommand, QueryCommand } from "@aws-sdk/lib-dynamodb";
import type { Clock, RemovedRecords, UserRecords } from "../core/ports.ts";
import { awsCall } from "./aws-call.ts";
import type { NotificationsTable } from "./dynamodb-client.ts";
import type { RecordKind } from "./dynamodb-items.ts";
import { recordKindOf } from "./dynamodb-items.ts";

/**
 * Requests that one BatchWriteItem takes.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html
 */
const batchSize = 25;

/** How long a batch waits before what DynamoDB left unprocessed is sent again, in milliseconds. */
const pauseMs = 100;

/**
 * Removes a user's records by their keys, page after page. It starts over until a page is empty, so
 * that what was written in the meantime goes too.
 */
export function dynamoDbUserRecords(
  { client, tableName: TableName }: Pick<NotificationsTable, "client" | "tableName">,
  clock: Clock,
): UserRecords {
  async function recordIdsOf(userId: string): Promise<string[]> {
    const query = new QueryCommand({
      TableName,
      ConsistentRead: true,
      KeyConditionExpression: "userId = :userId",
      ExpressionAttributeValues: { ":userId": userId },
      ProjectionExpression: "recordId",
    });
    const { Items = [] } = await awsCall("DynamoDB", () => client.send(query));
    return Items.map(({ recordId }) => recordId);
  }

  /** Returns whether all of them were removed. */
  async function remove(userId: string, recordIds: readonly string[], until: Date) {
    let requests = recordIds.map((recordId) => ({
      DeleteRequest: { Key: { userId, recordId } },
    }));
    for (;;) {
      const batch = new BatchWriteCommand({ RequestItems: { [TableName]: requests } });
      const { UnprocessedItems } = await awsCall("DynamoDB", () => client.send(batch));
      requests = (UnprocessedItems?.[TableName] ?? []) as typeof requests;
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
    async removeAll(userId, until): Promise<RemovedRecords> {
      const counts: Record<RecordKind, number> = { notification: 0, delivery: 0, other: 0 };
      const end = (isAll: boolean) => ({
        notifications: counts.notification,
        deliveries: counts.delivery,
        other: counts.other,
        isAll,
      });
      for (;;) {
        const recordIds = await recordIdsOf(userId);
        if (recordIds.length === 0) {
          return end(true);
        }
        for (let start = 0; start < recordIds.length; start += batchSize) {
          if (clock.now() >= until) {
            return end(false);
          }
          const batch = recordIds.slice(start, start + batchSize);
          if (!(await remove(userId, batch, until))) {
            return end(false);
          }
          for (const recordId of batch) {
            counts[recordKindOf(recordId)] += 1;
          }
        }
      }
    },
  };
}
