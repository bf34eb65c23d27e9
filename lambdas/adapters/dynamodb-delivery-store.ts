import type { PutCommandInput } from "@aws-sdk/lib-dynamodb";
import { PutCommand } from "@aws-sdk/lib-dynamodb";
import type { Addresses } from "../core/address.ts";
import type { Delivery } from "../core/delivery.ts";
import type { DeliveryStore } from "../core/ports/records.ts";
import type { AddressHashing, Clock } from "../core/ports/system.ts";
import type { Suppressions } from "../core/suppression.ts";
import { addressHashesOf } from "../core/suppression.ts";
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
import { hasPreferences, preferencesIn } from "./dynamodb-preference-items.ts";
import {
  itemsOfAddresses,
  suppressedAddressKey,
  suppressionsIn,
} from "./dynamodb-suppression-items.ts";
import { thatNotificationIsThere, writeFirst } from "./first-write.ts";

/**
 * Keeps deliveries in the Notifications table: one consistent read, conditional puts.
 *
 * @param hashing without it, suppressions are not read.
 */
export function dynamoDbDeliveryStore(
  table: NotificationsTable,
  clock: Clock,
  hashing: AddressHashing | undefined,
): DeliveryStore {
  const readAll = (keys: readonly Item[]) =>
    batchGet(table.client, { tableName: table.tableName, keys, consistent: true });

  /** A message that does not say the addresses' marks is an older release's, or the command line's. */
  async function suppressionsOf(
    hashing: AddressHashing,
    addresses: Addresses,
    { items, ofUser, saysMarks }: ReadItems,
  ): Promise<Suppressions> {
    const hashes = addressHashesOf(hashing, addresses);
    const keys = hashes.map((hash) => suppressedAddressKey(hashing.addressMark(hash)));
    const ofAddresses = itemsOfAddresses(saysMarks ? items : await readAll(keys), hashes, hashing);
    return suppressionsIn({ ofUser, ofAddresses }, clock.now());
  }

  return {
    async read(reference, addressMarks) {
      const recordIds = [
        notificationRecordId(reference.notificationId),
        deliveryRecordId(reference),
        suppressionsRecordId,
      ];
      const items = await readAll([
        ...recordIds.map((recordId) => ({ userId: reference.userId, recordId })),
        ...(addressMarks ?? []).map(suppressedAddressKey),
      ]);
      const [ofNotification, delivery, ofUser] = recordIds.map((recordId) =>
        items.find((item) => item["recordId"] === recordId),
      );
      const notification =
        ofNotification && isKept(ofNotification, clock.now())
          ? fromNotificationItem(ofNotification)
          : undefined;
      const suppressions = hashing
        ? await suppressionsOf(hashing, notification?.addresses ?? {}, {
            items,
            ofUser,
            saysMarks: addressMarks !== undefined,
          })
        : new Map();
      const preferences = preferencesIn(ofUser);
      return {
        ...(notification && { notification }),
        ...(delivery && !isTombstone(delivery) && { delivery: fromDeliveryItem(delivery) }),
        ...(suppressions.size > 0 && { suppressions }),
        ...(hasPreferences(preferences) && { preferences }),
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

/** What the first read found. */
interface ReadItems {
  readonly items: readonly Item[];
  readonly ofUser: Item | undefined;
  /** Whether the addresses' own items are among them. */
  readonly saysMarks: boolean;
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
