import { PutCommand } from "@aws-sdk/lib-dynamodb";
import type { NotificationStore } from "../core/ports.ts";
import { writeConditionally } from "./conditional-write.ts";
import type { NotificationsTable } from "./dynamodb-client.ts";
import { expiresAtEpoch, isTombstone, toNotificationItem } from "./dynamodb-items.ts";

/** Keeps notifications in the Notifications table: one conditional put each. */
export function dynamoDbNotificationStore(table: NotificationsTable): NotificationStore {
  return {
    async add(notification) {
      const put = new PutCommand({
        TableName: table.tableName,
        Item: toNotificationItem(
          notification,
          expiresAtEpoch(notification.registeredAt, table.retentionDays),
        ),
        ConditionExpression: "attribute_not_exists(recordId)",
        ReturnValuesOnConditionCheckFailure: "ALL_OLD",
      });
      const write = await writeConditionally(() => table.client.send(put));
      return write.isWritten || write.found === undefined || !isTombstone(write.found);
    },
  };
}
