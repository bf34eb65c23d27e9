import { GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import { erasureKeptSeconds } from "../core/idempotency.ts";
import type { Notification } from "../core/notification.ts";
import type { ErasureMarks, Erasures } from "../core/ports/user-records.ts";
import { awsCall } from "./aws-call.ts";
import type { NotificationsTable } from "./dynamodb-client.ts";
import type { Look } from "./first-write.ts";

/** The sort key of the mark that a user was erased, and when. */
const markRecordId = "erased";

/** Whether a record of a user's is the mark that the user was erased. */
export function isErasureMark({ recordId }: { readonly recordId: string }): boolean {
  return recordId === markRecordId;
}

/** Keeps that a user was erased; TTL removes the mark. */
export async function markErased(
  { client, tableName }: Pick<NotificationsTable, "client" | "tableName">,
  marks: ErasureMarks,
  userId: string,
  at: Date,
): Promise<void> {
  const put = new PutCommand({
    TableName: tableName,
    Item: {
      userId: marks.partitionOf(userId),
      recordId: markRecordId,
      erasedAt: at.toISOString(),
      expiresAtEpoch: Math.floor(at.getTime() / 1000) + erasureKeptSeconds,
    },
  });
  await awsCall("DynamoDB", () => client.send(put));
}

/** Looks that a notification's user was not erased after it was registered. */
export function thatUserIsNotErased(
  TableName: string,
  marks: ErasureMarks,
  { userId, registeredAt }: Pick<Notification, "userId" | "registeredAt">,
): Look {
  return {
    TableName,
    Key: { userId: marks.partitionOf(userId), recordId: markRecordId },
    ConditionExpression: "attribute_not_exists(erasedAt) OR erasedAt < :registeredAt",
    ExpressionAttributeValues: { ":registeredAt": registeredAt.toISOString() },
  };
}

/**
 * Reads the marks of erasures in the Notifications table: where they are kept now, and among the user's
 * records, where the release before this one keeps them. Two consistent reads at once.
 */
export function dynamoDbErasures(
  { client, tableName: TableName }: Pick<NotificationsTable, "client" | "tableName">,
  marks: ErasureMarks,
): Erasures {
  async function erasedAt(partition: string): Promise<Date | undefined> {
    const Key = { userId: partition, recordId: markRecordId };
    const get = new GetCommand({ TableName, Key, ConsistentRead: true });
    const { Item } = await awsCall("DynamoDB", () => client.send(get));
    return Item && new Date(Item["erasedAt"]);
  }
  return {
    async isErased({ userId, registeredAt }) {
      const partitions = new Set([marks.partitionOf(userId), userId]);
      const times = await Promise.all([...partitions].map(erasedAt));
      return times.some((time) => time !== undefined && registeredAt <= time);
    },
  };
}
