import { randomUUID } from "node:crypto";
import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { PutCommand } from "@aws-sdk/lib-dynamodb";
import type { HealthRecord } from "../core/health-record.ts";
import type { HealthStore } from "../core/ports/records.ts";
import { batchGet } from "./batch-get.ts";
import { isWrittenBy, writeConditionally } from "./conditional-write.ts";
import type { Item } from "./dynamodb-items.ts";

/** Keeps health records in the ProviderHealth table, partition key `provider`. */
export function dynamoDbHealthStore(
  client: DynamoDBDocumentClient,
  tableName: string,
): HealthStore {
  return {
    async read(providers) {
      const keys = providers.map((provider) => ({ provider }));
      const items = await batchGet(client, { tableName, keys, consistent: false });
      return items.map(fromItem);
    },

    async write(next, seen) {
      const writeToken = randomUUID();
      const put = new PutCommand({
        TableName: tableName,
        Item: { ...toItem(next), writeToken },
        ...stillAs(seen),
        ReturnValuesOnConditionCheckFailure: "ALL_OLD",
      });
      return isWrittenBy(await writeConditionally(() => client.send(put)), writeToken);
    },
  };
}

function stillAs(seen: HealthRecord | undefined) {
  if (seen === undefined) {
    return { ConditionExpression: "attribute_not_exists(provider)" };
  }
  return {
    ConditionExpression: "#state = :state AND openUntil = :openUntil",
    ExpressionAttributeNames: { "#state": "state" },
    ExpressionAttributeValues: {
      ":state": seen.state,
      ":openUntil": seen.openUntil.toISOString(),
    },
  };
}

function toItem({ since, ...record }: HealthRecord): Item {
  return {
    ...record,
    openUntil: record.openUntil.toISOString(),
    ...(since && { since: since.toISOString() }),
  };
}

function fromItem(item: Item): HealthRecord {
  const { writeToken: _, ...record } = item;
  return {
    ...(record as HealthRecord),
    openUntil: new Date(item["openUntil"]),
    ...(item["since"] !== undefined && { since: new Date(item["since"]) }),
  };
}
