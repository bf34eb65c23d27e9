import { GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import type { Clock, MessageIndex } from "../core/ports.ts";
import { awsCall } from "./aws-call.ts";
import type { NotificationsTable } from "./dynamodb-client.ts";

/** Few receipts come later, and those find nothing: users' ids are not kept without need. */
const keptSeconds = 2 * 86_400;

/** Keeps messages' ids in the Notifications table, each under a partition key of its own. */
export function dynamoDbMessageIndex(
  table: Pick<NotificationsTable, "client" | "tableName">,
  clock: Clock,
): MessageIndex {
  const keyOf = (provider: string, messageId: string) => ({
    userId: `receipt#${provider}#${messageId}`,
    recordId: "receipt",
  });
  return {
    async remember(provider, messageId, { userId, notificationId, channel }) {
      const put = new PutCommand({
        TableName: table.tableName,
        Item: {
          ...keyOf(provider, messageId),
          delivery: { userId, notificationId, channel },
          expiresAtEpoch: Math.floor(clock.now().getTime() / 1000) + keptSeconds,
        },
      });
      await awsCall("DynamoDB", () => table.client.send(put));
    },

    async find(provider, messageId) {
      const get = new GetCommand({ TableName: table.tableName, Key: keyOf(provider, messageId) });
      const { Item } = await awsCall("DynamoDB", () => table.client.send(get));
      return Item?.["delivery"];
    },
  };
}
