import type { BatchWriteCommandInput, QueryCommandInput } from "@aws-sdk/lib-dynamodb";
import { BatchWriteCommand, QueryCommand } from "@aws-sdk/lib-dynamodb";
import type { Clock } from "../core/ports/system.ts";
import type { ErasureMarks, RemovedRecords, UserRecords } from "../core/ports/user-records.ts";
import { awsCall } from "./aws-call.ts";
import type { NotificationsTable } from "./dynamodb-client.ts";
import { isErasureMark, markErased } from "./dynamodb-erasures.ts";
import type { Item } from "./dynamodb-items.ts";
import { isTombstone, recordKindOf } from "./dynamodb-items.ts";
import { settledMs } from "./first-write.ts";
import type { RecordKey } from "./records-elsewhere.ts";
import { fieldsElsewhere, keysElsewhere } from "./records-elsewhere.ts";

/**
 * Requests that one BatchWriteItem takes.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html
 */
const batchSize = 25;

/** How long a batch waits before what DynamoDB left unprocessed is sent again, in milliseconds. */
const pauseMs = 100;

/** What an erasure reads of a record: no content. */
const readFields = [...new Set(["recordId", "registeredAt", "erasedAt", ...fieldsElsewhere])];

type WriteRequest = NonNullable<BatchWriteCommandInput["RequestItems"]>[string][number];

/** What an erasure works with. */
export interface UserRecordsDependencies {
  readonly clock: Clock;
  /** Lets that many milliseconds pass. */
  readonly pause: (ms: number) => Promise<unknown>;
  readonly marks: ErasureMarks;
}

/**
 * Removes a user's records by their keys, page after page, and what is found elsewhere by them. Once
 * something was removed it looks again after `settledMs`, until nothing is found: by then, what had read
 * a record before it was removed has written what it made of it, or has to look again before it does.
 */
export function dynamoDbUserRecords(
  table: Pick<NotificationsTable, "client" | "tableName">,
  { clock, pause, marks }: UserRecordsDependencies,
): UserRecords {
  const { client, tableName: TableName } = table;

  async function* pagesOf(userId: string): AsyncGenerator<readonly Item[]> {
    let start: QueryCommandInput["ExclusiveStartKey"];
    do {
      const query = new QueryCommand({
        TableName,
        ConsistentRead: true,
        KeyConditionExpression: "userId = :userId",
        ExpressionAttributeValues: { ":userId": userId },
        ProjectionExpression: readFields.map((_, index) => `#${index}`).join(", "),
        ExpressionAttributeNames: Object.fromEntries(
          readFields.map((field, index) => [`#${index}`, field]),
        ),
        ExclusiveStartKey: start,
      });
      const { Items = [], LastEvaluatedKey } = await awsCall("DynamoDB", () => client.send(query));
      // A mark stands among the records where the release before this one must find it.
      yield Items.filter(
        (item) => !(isErasureMark(item as RecordKey) && marks.partitionOf(userId) === userId),
      );
      start = LastEvaluatedKey;
    } while (start !== undefined);
  }

  /** Returns whether all of them are gone. */
  async function remove(keys: readonly RecordKey[], until: Date): Promise<boolean> {
    let requests: readonly WriteRequest[] = keys.map((Key) => ({ DeleteRequest: { Key } }));
    for (;;) {
      const command = new BatchWriteCommand({ RequestItems: { [TableName]: [...requests] } });
      const { UnprocessedItems } = await awsCall("DynamoDB", () => client.send(command));
      requests = UnprocessedItems?.[TableName] ?? [];
      if (requests.length === 0) {
        return true;
      }
      if (clock.now() >= until) {
        return false;
      }
      await pause(pauseMs);
    }
  }

  return {
    async removeAll(userId, at, until): Promise<RemovedRecords> {
      const tally = new Tally(at);
      await markErased(table, marks, userId, at);
      for (let isEmpty = false; !isEmpty; ) {
        isEmpty = true;
        for await (const found of pagesOf(userId)) {
          isEmpty &&= found.length === 0;
          for (const batch of batchesOf(userId, found, clock.now())) {
            if (clock.now() >= until || !(await remove(batch.keys, until))) {
              return tally.end(false);
            }
            tally.add(batch.records);
          }
        }
        if (!isEmpty) {
          if (clock.now().getTime() + settledMs >= until.getTime()) {
            return tally.end(false);
          }
          await pause(settledMs);
        }
      }
      if (tally.lastRegisteredAt > at) {
        await markErased(table, marks, userId, tally.lastRegisteredAt);
      }
      return tally.end(true);
    },
  };
}

/** Counts what was removed. */
class Tally {
  readonly #counts = { notification: 0, delivery: 0, other: 0 };
  /** When the last of the notifications was registered; no earlier than the erasure. */
  lastRegisteredAt: Date;

  constructor(at: Date) {
    this.lastRegisteredAt = at;
  }

  add(records: readonly Item[]): void {
    for (const { recordId, registeredAt } of records.filter((each) => !isTombstone(each))) {
      const kind = recordKindOf(recordId);
      this.#counts[kind === "notification" || kind === "delivery" ? kind : "other"] += 1;
      if (registeredAt !== undefined && new Date(registeredAt) > this.lastRegisteredAt) {
        this.lastRegisteredAt = new Date(registeredAt);
      }
    }
  }

  end(isAll: boolean): RemovedRecords {
    const { notification: notifications, delivery: deliveries, other } = this.#counts;
    return { notifications, deliveries, other, registeredUntil: this.lastRegisteredAt, isAll };
  }
}

/** A page's records in batches, each with the keys of what goes with them. */
function* batchesOf(userId: string, found: readonly Item[], now: Date) {
  let batch: { records: Item[]; keys: RecordKey[] } = { records: [], keys: [] };
  for (const record of found) {
    const keys = [...keysElsewhere(record, now), { userId, recordId: record["recordId"] }];
    if (batch.keys.length + keys.length > batchSize) {
      yield batch;
      batch = { records: [], keys: [] };
    }
    batch = { records: [...batch.records, record], keys: [...batch.keys, ...keys] };
  }
  if (batch.records.length > 0) {
    yield batch;
  }
}
