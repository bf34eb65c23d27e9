import { GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import { deliveryReferenceSchema } from "../core/delivery-reference.ts";
import type { MessageIndex } from "../core/ports/records.ts";
import type { Clock } from "../core/ports/system.ts";
import type { SealedUsers } from "../core/sealed-user.ts";
import { awsCall } from "./aws-call.ts";
import type { NotificationsTable } from "./dynamodb-client.ts";

/** For how long. Few receipts come later, and those find nothing. */
export const messageIndexSeconds = 2 * 86_400;

/** The key of what is kept of a provider's message. */
export function messageIndexKey(provider: string, messageId: string) {
  return { userId: `receipt#${provider}#${messageId}`, recordId: "receipt" };
}

/**
 * Keeps messages' ids in the Notifications table, each under a partition key of its own, with the user's
 * id sealed: one may be written after its user was erased.
 */
export function dynamoDbMessageIndex(
  table: Pick<NotificationsTable, "client" | "tableName">,
  clock: Clock,
  users: SealedUsers,
): MessageIndex {
  return {
    async remember(provider, messageId, { userId, notificationId, channel }) {
      const put = new PutCommand({
        TableName: table.tableName,
        Item: {
          ...messageIndexKey(provider, messageId),
          delivery: users.close({ userId, notificationId, channel }),
          expiresAtEpoch: Math.floor(clock.now().getTime() / 1000) + messageIndexSeconds,
        },
      });
      await awsCall("DynamoDB", () => table.client.send(put));
    },

    async find(provider, messageId) {
      const Key = messageIndexKey(provider, messageId);
      const get = new GetCommand({ TableName: table.tableName, Key });
      const { Item } = await awsCall("DynamoDB", () => table.client.send(get));
      return deliveryReferenceSchema.safeParse(users.open(Item?.["delivery"])).data;
    },
  };
}
