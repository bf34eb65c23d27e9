import { GetCommand, TransactWriteCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import type { SuppressionStore } from "../core/ports.ts";
import type { Suppressions } from "../core/suppression.ts";
import { awsCall } from "./aws-call.ts";
import { transactConditionally, writeConditionally } from "./conditional-write.ts";
import type { NotificationsTable } from "./dynamodb-client.ts";
import type { Item } from "./dynamodb-items.ts";
import { suppressionsRecordId } from "./dynamodb-items.ts";
import { thatNotificationIsThere } from "./first-write.ts";

const liftedPrefix = "lifted#";

/** A user's suppressions read back; what else is kept beside them is ignored. */
export function fromSuppressionsItem(item: Item): Suppressions {
  return new Map(
    Object.entries(item)
      .filter(([, kept]) => typeof kept?.at === "string")
      .map(([hash, { reason, provider, at }]) => [hash, { reason, provider, at: new Date(at) }]),
  );
}

/**
 * Keeps suppressions in the Notifications table for good: they outlive the notifications. All of a
 * user's are one item, so that a delivery reads them together with its own records. When an address
 * was lifted is kept beside them, so that an older receipt does not suppress it again. One is written
 * in a transaction with a look at its notification, as nothing may be kept of a user who was erased.
 */
export function dynamoDbSuppressionStore(
  table: Pick<NotificationsTable, "client" | "tableName">,
): SuppressionStore {
  const itemOf = (userId: string) => ({
    TableName: table.tableName,
    Key: { userId, recordId: suppressionsRecordId },
  });
  return {
    async suppress({ userId, id }, addressHash, { reason, provider, at }) {
      const write = new TransactWriteCommand({
        TransactItems: [
          {
            ConditionCheck: thatNotificationIsThere(table.tableName, { userId, id }),
          },
          {
            Update: {
              ...itemOf(userId),
              UpdateExpression: "SET #hash = if_not_exists(#hash, :suppression)",
              ConditionExpression: "attribute_not_exists(#lifted) OR #lifted < :at",
              ExpressionAttributeNames: namesOf(addressHash),
              ExpressionAttributeValues: {
                ":suppression": { reason, provider, at: at.toISOString() },
                ":at": at.toISOString(),
              },
            },
          },
        ],
      });
      await transactConditionally(() => table.client.send(write));
    },

    async listSuppressions(userId) {
      const get = new GetCommand({ ...itemOf(userId), ConsistentRead: true });
      const { Item } = await awsCall("DynamoDB", () => table.client.send(get));
      return Item === undefined ? new Map() : fromSuppressionsItem(Item);
    },

    async lift(userId, addressHash, at) {
      const names = namesOf(addressHash);
      const update = new UpdateCommand({
        ...itemOf(userId),
        UpdateExpression: "REMOVE #hash SET #lifted = :at",
        // Without the time, a repeat would lift what was suppressed after the write that it repeats.
        ConditionExpression:
          "attribute_exists(#hash) AND (attribute_not_exists(#lifted) OR #lifted <> :at)",
        ExpressionAttributeNames: names,
        ExpressionAttributeValues: { ":at": at.toISOString() },
        ReturnValuesOnConditionCheckFailure: "ALL_OLD",
      });
      const write = await writeConditionally(() => table.client.send(update));
      return write.isWritten || write.found?.[names["#lifted"]] === at.toISOString();
    },
  };
}

function namesOf(addressHash: string) {
  return { "#hash": addressHash, "#lifted": `${liftedPrefix}${addressHash}` };
}
