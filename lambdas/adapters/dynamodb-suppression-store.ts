import { GetCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import type { SuppressionStore } from "../core/ports.ts";
import type { Suppression, Suppressions } from "../core/suppression.ts";
import { awsCall } from "./aws-call.ts";
import { writeConditionally } from "./conditional-write.ts";
import type { NotificationsTable } from "./dynamodb-client.ts";
import type { Item } from "./dynamodb-items.ts";

/** The sort key of a user's suppressions: one item, with one attribute for each address's hash. */
export const suppressionsRecordId = "suppressions";

/** A user's suppressions read back. */
export function fromSuppressionsItem(item: Item): Suppressions {
  const { userId: _, recordId: __, ...byHash } = item;
  return new Map(
    Object.entries(byHash).map(([hash, kept]): [string, Suppression] => [
      hash,
      { ...(kept as Suppression), at: new Date(kept.at) },
    ]),
  );
}

/**
 * Keeps suppressions in the Notifications table for good: they outlive the notifications. All of a
 * user's are one item, so that a delivery reads them together with its own records.
 */
export function dynamoDbSuppressionStore(
  table: Pick<NotificationsTable, "client" | "tableName">,
): SuppressionStore {
  const itemOf = (userId: string) => ({
    TableName: table.tableName,
    Key: { userId, recordId: suppressionsRecordId },
  });
  return {
    async suppress(userId, addressHash, { reason, provider, at }) {
      const update = new UpdateCommand({
        ...itemOf(userId),
        UpdateExpression: "SET #hash = if_not_exists(#hash, :suppression)",
        ExpressionAttributeNames: { "#hash": addressHash },
        ExpressionAttributeValues: {
          ":suppression": { reason, provider, at: at.toISOString() },
        },
      });
      await awsCall("DynamoDB", () => table.client.send(update));
    },

    async listSuppressions(userId) {
      const get = new GetCommand({ ...itemOf(userId), ConsistentRead: true });
      const { Item } = await awsCall("DynamoDB", () => table.client.send(get));
      return Item === undefined ? new Map() : fromSuppressionsItem(Item);
    },

    async lift(userId, addressHash) {
      const update = new UpdateCommand({
        ...itemOf(userId),
        UpdateExpression: "REMOVE #hash",
        ConditionExpression: "attribute_exists(#hash)",
        ExpressionAttributeNames: { "#hash": addressHash },
      });
      const { isWritten } = await writeConditionally(() => table.client.send(update));
      return isWritten;
    },
  };
}
