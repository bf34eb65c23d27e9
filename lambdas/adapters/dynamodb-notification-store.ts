import type { NotificationStore } from "../core/ports/records.ts";
import type { Clock } from "../core/ports/system.ts";
import type { ErasureMarks } from "../core/ports/user-records.ts";
import type { NotificationsTable } from "./dynamodb-client.ts";
import { thatUserIsNotErased } from "./dynamodb-erasures.ts";
import { expiresAtEpoch, isTombstone, toNotificationItem } from "./dynamodb-items.ts";
import { writeFirst } from "./first-write.ts";

/** Keeps notifications in the Notifications table: one conditional put each. */
export function dynamoDbNotificationStore(
  table: NotificationsTable,
  clock: Clock,
  marks: ErasureMarks,
): NotificationStore {
  return {
    async add(notification, begunAt) {
      const { registeredAt } = notification;
      const write = await writeFirst(table, clock, {
        put: {
          TableName: table.tableName,
          Item: toNotificationItem(notification, expiresAtEpoch(registeredAt, table.retentionDays)),
          ConditionExpression: "attribute_not_exists(recordId)",
          ReturnValuesOnConditionCheckFailure: "ALL_OLD",
        },
        lookedAt: begunAt,
        look: thatUserIsNotErased(table.tableName, marks, notification),
      });
      if (write.isWritten) {
        return true;
      }
      return !write.isGone && (write.found === undefined || !isTombstone(write.found));
    },
  };
}
