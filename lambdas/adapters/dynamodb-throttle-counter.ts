import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import type { Clock, ThrottleCounter } from "../core/ports.ts";
import { awsCall } from "./aws-call.ts";
import type { NotificationsTable } from "./dynamodb-client.ts";

/** Counters are of no use after their window; two hours leave room for clocks that differ. */
const keptSeconds = 2 * 3_600;

/**
 * Counts in one item for each user and window, with one conditional update: exact whatever the
 * concurrency. An update whose answer was lost may be counted twice; it never lets one too many
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
        Key: { userId, recordId: `throttle#${window}` },
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
      return awsCall("DynamoDB", async () => {
        try {
          const { Attributes } = await table.client.send(update);
          return limit - Attributes?.["count"];
        } catch (error) {
          if (error instanceof ConditionalCheckFailedException) {
            return undefined;
          }
          throw error;
        }
      });
    },
  };
}
