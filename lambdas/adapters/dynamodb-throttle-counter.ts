import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import type { Clock, ThrottleCounter } from "../core/ports.ts";
import { writeConditionally } from "./conditional-write.ts";
import type { NotificationsTable } from "./dynamodb-client.ts";
import { throttleRecordId } from "./dynamodb-items.ts";

/** A counter is useless after its window; two hours leave room for clocks that differ. */
const keptSeconds = 2 * 3_600;

/**
 * Counts in one item for each user and window, with one conditional update: exact whatever the
 * concurrency. An update whose response was lost may be counted twice, but never lets one too many
 * through.
 */
export function dynamoDbThrottleCounter(table: NotificationsTable, clock: Clock): ThrottleCounter {
  return {
    async take(userId, window, limit) {
      if (limit < 1) {
        return undefined;
      }
      const update = new UpdateCommand({
        TableName: table.tableName,
        Key: { userId, recordId: throttleRecordId(window) },
        UpdateExpression: "ADD #count :one SET expiresAtEpoch = :expiresAtEpoch",
        ConditionExpression: "attribute_not_exists(#count) OR #count < :limit",
        ExpressionAttributeNames: { "#count": "count" },
        ExpressionAttributeValues: {
          ":one": 1,
          ":limit": limit,
          ":expiresAtEpoch": Math.floor(clock.now().getTime() / 1000) + keptSeconds,
        },
        ReturnValues: "UPDATED_NEW",
      });
      const write = await writeConditionally(() => table.client.send(update));
      return write.isWritten ? limit - write.output.Attributes?.["count"] : undefined;
    },
  };
}
