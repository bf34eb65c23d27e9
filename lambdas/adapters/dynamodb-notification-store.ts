import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import { PutCommand } from "@aws-sdk/lib-dynamodb";
import type { NotificationStore } from "../core/ports.ts";
import { awsCall } from "./aws-call.ts";
import type { NotificationsTable } from "./dynamodb-client.ts";
import { expiresAtEpoch, toNotificationItem } from "./dynamodb-items.ts";

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
      });
      await awsCall("DynamoDB", async () => {
        try {
          await table.client.send(put);
        } catch (error) {
          if (!(error instanceof ConditionalCheckFailedException)) {
            throw error;
          }
        }
      });
    },
  };
}
