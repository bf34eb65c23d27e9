import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import type { ThrottleCounter } from "../core/ports/counters.ts";
import type { Clock } from "../core/ports/system.ts";
import { writeConditionally } from "./conditional-write.ts";
import type { CountersTable } from "./dynamodb-counters.ts";
import { counterExpiry, giveBack, readCounter } from "./dynamodb-counters.ts";
import { throttleRecordId } from "./dynamodb-items.ts";

/**
 * Counts in one item for each user and window, with one conditional update: exact whatever the
 * concurrency. An update whose response was lost may be counted twice, but never lets one too many
 * through.
 */
export function dynamoDbThrottleCounter(table: CountersTable, clock: Clock): ThrottleCounter {
  const keyOf = (userId: string, window: string) => ({
    userId,
    recordId: throttleRecordId(window),
  });
  return {
    async take(userId, window, limit) {
      if (limit < 1) {
        return undefined;
      }
      const update = new UpdateCommand({
        TableName: table.tableName,
        Key: keyOf(userId, window),
        UpdateExpression: "ADD #count :one SET expiresAtEpoch = :expiresAtEpoch",
        ConditionExpression: "attribute_not_exists(#count) OR #count < :limit",
        ExpressionAttributeNames: { "#count": "count" },
        ExpressionAttributeValues: {
          ":one": 1,
          ":limit": limit,
          ":expiresAtEpoch": counterExpiry(clock.now()),
        },
        ReturnValues: "UPDATED_NEW",
      });
      const write = await writeConditionally(() => table.client.send(update));
      return write.isWritten ? limit - write.output.Attributes?.["count"] : undefined;
    },

    release: (userId, window) => giveBack(table, keyOf(userId, window), { count: 1 }),

    async used(userId, window) {
      return (await readCounter(table, keyOf(userId, window)))["count"] ?? 0;
    },
  };
}
