import { GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import { erasureKeptSeconds } from "../core/idempotency.ts";
import type { Erasures } from "../core/ports.ts";
import { awsCall } from "./aws-call.ts";
import type { NotificationsTable } from "./dynamodb-client.ts";
import type { Item } from "./dynamodb-items.ts";
import { isTombstone, notificationRecordId } from "./dynamodb-items.ts";

/** The sort key of what says that a user was erased, and when. */
export const erasedRecordId = "erased";

/**
 * What stands in the place of an erased record, so that no conditional write brings it back; and beside
 * a user's records, what says that the user was erased. TTL removes both.
 */
export function tombstone(userId: string, recordId: string, erasedAt: Date): Item {
  return {
    userId,
    recordId,
    erasedAt: erasedAt.toISOString(),
    expiresAtEpoch: Math.floor(erasedAt.getTime() / 1000) + erasureKeptSeconds,
  };
}

/** Keeps that a user was erased. */
export async function markErased(
  { client, tableName }: Pick<NotificationsTable, "client" | "tableName">,
  userId: string,
  at: Date,
): Promise<void> {
  const put = new PutCommand({ TableName: tableName, Item: tombstone(userId, erasedRecordId, at) });
  await awsCall("DynamoDB", () => client.send(put));
}

/** Reads what erasures left in the Notifications table: two consistent reads at once. */
export function dynamoDbErasures({
  client,
  tableName: TableName,
}: Pick<NotificationsTable, "client" | "tableName">): Erasures {
  async function read(userId: string, recordId: string): Promise<Item | undefined> {
    const get = new GetCommand({ TableName, Key: { userId, recordId }, ConsistentRead: true });
    return (await awsCall("DynamoDB", () => client.send(get))).Item;
  }
  return {
    async isErased({ userId, id, registeredAt }) {
      const [user, notification] = await Promise.all([
        read(userId, erasedRecordId),
        read(userId, notificationRecordId(id)),
      ]);
      if (notification !== undefined && isTombstone(notification)) {
        return true;
      }
      return user !== undefined && registeredAt <= new Date(user["erasedAt"]);
    },
  };
}
