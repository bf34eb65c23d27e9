import { QueryCommand } from "@aws-sdk/lib-dynamodb";
import type { Clock } from "../core/ports/system.ts";
import type { ExportedRecord, UserExport } from "../core/ports/user-records.ts";
import { awsCall } from "./aws-call.ts";
import { batchGet } from "./batch-get.ts";
import type { NotificationsTable } from "./dynamodb-client.ts";
import type { Item } from "./dynamodb-items.ts";
import { recordKindOf } from "./dynamodb-items.ts";
import type { RecordKey } from "./records-elsewhere.ts";
import { keysElsewhere } from "./records-elsewhere.ts";

/**
 * Reads a user's records with one query for each page, of 1 MB at most, and what is kept elsewhere
 * because of them: the same that an erasure removes. What is past its retention is shown as long as TTL
 * has not removed it.
 */
export function dynamoDbUserExport(
  { client, tableName }: Pick<NotificationsTable, "client" | "tableName">,
  clock: Clock,
): UserExport {
  async function readElsewhere(keys: readonly RecordKey[]): Promise<ReadonlyMap<string, Item>> {
    const items = await batchGet(client, { tableName, keys: [...keys], consistent: true });
    return new Map(items.map((item) => [item["userId"], item]));
  }

  return {
    async read(userId, { limit, after }) {
      const query = new QueryCommand({
        TableName: tableName,
        ConsistentRead: true,
        KeyConditionExpression: "userId = :userId",
        ExpressionAttributeValues: { ":userId": userId },
        Limit: limit,
        ...(after !== undefined && { ExclusiveStartKey: { userId, recordId: after } }),
      });
      const { Items = [], LastEvaluatedKey } = await awsCall("DynamoDB", () => client.send(query));
      const now = clock.now();
      const elsewhere = await readElsewhere(Items.flatMap((item) => keysElsewhere(item, now)));
      const next = LastEvaluatedKey?.["recordId"];
      return {
        records: Items.map((item) => {
          const found = keysElsewhere(item, now).flatMap((key) => elsewhere.get(key.userId) ?? []);
          return exported(item, found);
        }),
        ...(next !== undefined && { next }),
      };
    },
  };
}

function exported(item: Item, elsewhere: readonly Item[]): ExportedRecord {
  const { userId: _, recordId, expiresAtEpoch, ...content } = item;
  return {
    kind: recordKindOf(recordId),
    recordId,
    ...(expiresAtEpoch !== undefined && { keptUntil: new Date(expiresAtEpoch * 1_000) }),
    content,
    ...(elsewhere.length > 0 && { elsewhere }),
  };
}
