import { setTimeout as pause } from "node:timers/promises";
import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { BatchGetCommand } from "@aws-sdk/lib-dynamodb";
import { awsCall } from "./aws-call.ts";
import type { Item } from "./dynamodb-items.ts";

/**
 * Keys that one BatchGetItem takes.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html
 */
const maxKeysPerCall = 100;

/** How long a call waits before it asks again for what was left unprocessed, in milliseconds. */
const pausesMs = [50, 100, 200];

/** Which items, of one table. */
export interface BatchGet {
  readonly tableName: string;
  readonly keys: readonly Item[];
  /** Whether no older state will do. */
  readonly consistent: boolean;
}

/**
 * Reads items by their keys; those that there are, in any order.
 *
 * @throws DependencyUnavailable when not all of them could be read: never a part.
 */
export async function batchGet(client: DynamoDBDocumentClient, get: BatchGet): Promise<Item[]> {
  const items: Item[] = [];
  for (let start = 0; start < get.keys.length; start += maxKeysPerCall) {
    const keys = get.keys.slice(start, start + maxKeysPerCall);
    items.push(...(await getAll(client, { ...get, keys })));
  }
  return items;
}

/** DynamoDB leaves keys unprocessed where it is short of capacity. */
function getAll(
  client: DynamoDBDocumentClient,
  { tableName, keys, consistent }: BatchGet,
): Promise<Item[]> {
  return awsCall("DynamoDB", async () => {
    const items: Item[] = [];
    let unread = [...keys];
    for (const pauseMs of [...pausesMs, undefined]) {
      const command = new BatchGetCommand({
        RequestItems: {
          [tableName]: { Keys: unread, ...(consistent && { ConsistentRead: true }) },
        },
      });
      const { Responses, UnprocessedKeys } = await client.send(command);
      items.push(...(Responses?.[tableName] ?? []));
      unread = UnprocessedKeys?.[tableName]?.Keys ?? [];
      if (unread.length === 0) {
        return items;
      }
      if (pauseMs !== undefined) {
        await pause(pauseMs);
      }
    }
    throw new Error("DynamoDB left keys unprocessed");
  });
}
