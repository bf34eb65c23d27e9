import { GetCommand, PutCommand } from "@aws-sdk/lib-dynamodb";
import * as z from "zod/mini";
import { json } from "../core/json-text.ts";
import type { CopiedParameters, ParameterCopy } from "../core/ports/parameters.ts";
import { awsCall } from "./aws-call.ts";
import { writeConditionally } from "./conditional-write.ts";
import type { NotificationsTable } from "./dynamodb-client.ts";

/** A copy of a kind of function that is no longer deployed ends by itself. */
const keptSeconds = 30 * 86_400;

const textsSchema = json(z.record(z.string(), z.nullable(z.string())));

/**
 * Keeps a copy in the Notifications table, under a partition key of its own: no user's id holds a
 * `#`.
 *
 * @param reader the kind of function whose parameters they are: `intake`.
 */
export function dynamoDbParameterCopy(
  { client, tableName: TableName }: Pick<NotificationsTable, "client" | "tableName">,
  reader: string,
): ParameterCopy {
  const id = `configuration#${reader}`;
  const Key = { userId: id, recordId: id };
  return {
    async read() {
      const get = new GetCommand({ TableName, Key });
      const { Item } = await awsCall("DynamoDB", () => client.send(get));
      const texts = textsSchema.safeParse(Item?.["texts"]);
      if (!texts.success) {
        return undefined;
      }
      return {
        texts: new Map(Object.entries(texts.data)),
        writtenAt: new Date(Item?.["writtenAt"]),
      };
    },

    async write({ texts, writtenAt }: CopiedParameters, dueBefore) {
      const put = new PutCommand({
        TableName,
        Item: {
          ...Key,
          texts: JSON.stringify(Object.fromEntries(texts)),
          writtenAt: writtenAt.toISOString(),
          expiresAtEpoch: Math.floor(writtenAt.getTime() / 1000) + keptSeconds,
        },
        ConditionExpression:
          "attribute_not_exists(recordId) OR writtenAt < :dueBefore OR texts <> :texts",
        ExpressionAttributeValues: {
          ":dueBefore": dueBefore.toISOString(),
          ":texts": JSON.stringify(Object.fromEntries(texts)),
        },
        ReturnValuesOnConditionCheckFailure: "ALL_OLD",
      });
      const write = await writeConditionally(() => client.send(put));
      const earlier = write.isWritten ? undefined : write.found?.["writtenAt"];
      return earlier === undefined ? writtenAt : new Date(earlier);
    },
  };
}
