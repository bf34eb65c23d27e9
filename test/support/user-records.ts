import { QueryCommand } from "@aws-sdk/lib-dynamodb";
import type { TestTable } from "./tables.ts";

type Records = Record<string, unknown>[];

/** What a stage's table has of one user. */
export interface UserRecords {
  readonly notifications: Records;
  readonly deliveries: Records;
  /** Throttle slots taken. */
  readonly slots: number;
}

/** Reads all that a stage's table has of a user. */
export async function recordsOfUser(table: TestTable, userId: string): Promise<UserRecords> {
  const query = new QueryCommand({
    TableName: table.tableName,
    KeyConditionExpression: "userId = :userId",
    ExpressionAttributeValues: { ":userId": userId },
    ConsistentRead: true,
  });
  const { Items = [] } = await table.client.send(query);
  const named = (pattern: RegExp) => Items.filter(({ recordId }) => pattern.test(recordId));
  return {
    notifications: named(/^notification#[^#]+$/),
    deliveries: named(/^notification#[^#]+#/),
    slots: named(/^throttle#/).reduce((sum, { count }) => sum + count, 0),
  };
}
