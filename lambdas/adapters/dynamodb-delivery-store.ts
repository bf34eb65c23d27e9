import type { PutCommandInput } from "@aws-sdk/lib-dynamodb";
import { PutCommand } from "@aws-sdk/lib-dynamodb";
import type { Delivery } from "../core/delivery.ts";
import type { Clock, DeliveryStore } from "../core/ports.ts";
import { batchGet } from "./batch-get.ts";
import { writeConditionally } from "./conditional-write.ts";
import type { NotificationsTable } from "./dynamodb-client.ts";
import type { Item } from "./dynamodb-items.ts";
import {
  deliveryRecordId,
  expiresAtEpoch,
  fromDeliveryItem,
  fromNotificationItem,
  isKept,
  isTombstone,
  notificationRecordId,
  suppressionsRecordId,
  toDeliveryItem,
} from "./dynamodb-items.ts";
import { fromSuppressionsItem } from "./dynamodb-suppression-store.ts";
import { thatNotificationIsThere, writeFirst } from "./first-write.ts";

/** Keeps deliveries in the Notifications table: one consistent read, conditional puts. */
export function dynamoDbDeliveryStore(table: NotificationsTable, clock: Clock): DeliveryStore {
  return {
    async read(reference) {
      const recordIds = [
        notificationRecordId(reference.notificationId),
        deliveryRecordId(reference),
        suppressionsRecordId,
      ];
      const items = await batchGet(table.client, {
        tableName: table.tableName,
        keys: recordIds.map((recordId) => ({ userId: reference.userId, recordId })),
        consistent: true,
      });
      const [notification, delivery, suppressions] = recordIds.map((recordId) =>
        items.find((item) => item["recordId"] === recordId),
      );
      return {
        ...(notification &&
          isKept(notification, clock.now()) && {
            notification: fromNotificationItem(notification),
          }),
        ...(delivery && !isTombstone(delivery) && { delivery: fromDeliveryItem(delivery) }),
        ...(suppressions && { suppressions: fromSuppressionsItem(suppressions) }),
      };
    },

    async write(next, readAt) {
      const put: PutCommandInput = {
        TableName: table.tableName,
        Item: toDeliveryItem(next, expiresAtEpoch(next.updatedAt, table.retentionDays)),
        ...stillAtVersionBefore(next),
        ReturnValuesOnConditionCheckFailure: "ALL_OLD",
      };
      const { userId, notificationId: id } = next;
      const look = thatNotificationIsThere(table.tableName, { userId, id });
      const write =
        next.version === 1
          ? await writeFirst(table, clock, { put, lookedAt: readAt, look })
          : await writeConditionally(() => table.client.send(new PutCommand(put)));
      return write.isWritten || isOwnWrite(write.found, next);
    },
  };
}

function stillAtVersionBefore({ version }: Delivery) {
  if (version === 1) {
    return { ConditionExpression: "attribute_not_exists(recordId)" };
  }
  return {
    ConditionExpression: "#version = :before",
    ExpressionAttributeNames: { "#version": "version" },
    ExpressionAttributeValues: { ":before": version - 1 },
  };
}

/** Where the SDK repeated a write whose response was lost, the repeat finds the write itself. */
function isOwnWrite(found: Item | undefined, next: Delivery): boolean {
  return found?.["version"] === next.version && found["leaseToken"] === next.leaseToken;
}
