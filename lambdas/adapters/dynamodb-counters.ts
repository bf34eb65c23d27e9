import { GetCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { awsCall } from "./aws-call.ts";
import { writeConditionally } from "./conditional-write.ts";
import type { NotificationsTable } from "./dynamodb-client.ts";
import type { Item } from "./dynamodb-items.ts";

/** Where counters are. */
export interface CountersTable extends Pick<NotificationsTable, "client" | "tableName"> {
  /**
   * A client that makes each call once. A slot that is given back twice would let one too many through, and
   * a call whose response was lost may have given it back.
   */
  readonly once: NotificationsTable["client"];
}

/** A counter is useless after its window; two hours leave room for clocks that differ. */
const keptSeconds = 2 * 3_600;

/** DynamoDB's TTL attribute for a counter whose window ends then. */
export function counterExpiry(windowEndsAt: Date): number {
  return Math.floor(windowEndsAt.getTime() / 1000) + keptSeconds;
}

/**
 * Gives slots back that were taken: nothing where the counter is gone.
 *
 * @param counts the attributes that count, by what each loses.
 */
export async function giveBack(
  { once, tableName }: CountersTable,
  key: Item,
  counts: Readonly<Record<string, number>>,
): Promise<void> {
  const entries = Object.entries(counts);
  const update = new UpdateCommand({
    TableName: tableName,
    Key: key,
    UpdateExpression: `ADD ${entries.map((_, index) => `#c${index} :c${index}`).join(", ")}`,
    ConditionExpression: "attribute_exists(recordId)",
    ExpressionAttributeNames: Object.fromEntries(
      entries.map(([name], index) => [`#c${index}`, name]),
    ),
    ExpressionAttributeValues: Object.fromEntries(
      entries.map(([, slots], index) => [`:c${index}`, -slots]),
    ),
  });
  await writeConditionally(() => once.send(update));
}

/** Reads a counter as it is; empty where nothing was counted yet. */
export async function readCounter(
  { client, tableName }: Pick<CountersTable, "client" | "tableName">,
  key: Item,
): Promise<Item> {
  const get = new GetCommand({ TableName: tableName, Key: key, ConsistentRead: true });
  return (await awsCall("DynamoDB", () => client.send(get))).Item ?? {};
}
