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
  toDeliveryItem,
} from "./dynamodb-items.ts";
import {
  suppressedAddressKey,
  suppressionsIn,
  suppressionsRecordId,
} from "./dynamodb-suppression-items.ts";

/** Keeps deliveries in the Notifications table: one consistent read, conditional puts. */
export function dynamoDbDeliveryStore(table: NotificationsTable, clock: Clock): DeliveryStore {
  return {
    async read(reference, addressHashes = []) {
      const recordIds = [
        notificationRecordId(reference.notificationId),
        deliveryRecordId(reference),
        suppressionsRecordId,
      ];
      const items = await batchGet(table.client, {
        tableName: table.tableName,
        keys: [
          ...recordIds.map((recordId) => ({ userId: reference.userId, recordId })),
          ...addressHashes.map(suppressedAddressKey),
        ],
        consistent: true,
      });
      const [notification, delivery, ofUser] = recordIds.map((recordId) =>
        items.find((item) => item["recordId"] === recordId),
      );
      const ofAddresses = items.filter(({ userId, recordId }) => userId === recordId);
      const suppressions = suppressionsIn({ ofUser, ofAddresses }, clock.now());
      return {
        ...(notification &&
          isKept(notification, clock.now()) && {
            notification: fromNotificationItem(notification),
          }),
        ...(delivery && !isTombstone(delivery) && { delivery: fromDeliveryItem(delivery) }),
        ...(suppressions.size > 0 && { suppressions }),
      };
    },

    async write(next) {
      const put = new PutCommand({
        TableName: table.tableName,
        Item: toDeliveryItem(next, expiresAtEpoch(next.updatedAt, table.retentionDays)),
        ...stillAtVersionBefore(next),
        ReturnValuesOnConditionCheckFailure: "ALL_OLD",
      });
      const write = await writeConditionally(() => table.client.send(put));
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
