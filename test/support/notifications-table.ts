import { CreateTableCommand, DeleteTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { emulatorClientConfig } from "../../local/aws.ts";

/** A Notifications table of a test's own. */
export interface TestTable {
  readonly client: DynamoDBDocumentClient;
  readonly tableName: string;
  drop(): Promise<void>;
}

/** Creates a Notifications table with the keys of the deployed one. */
export async function createNotificationsTable(
  endpoint: string,
  tableName = `notifications-${crypto.randomUUID()}`,
): Promise<TestTable> {
  const client = new DynamoDBClient(emulatorClientConfig(endpoint));
  await client.send(
    new CreateTableCommand({
      TableName: tableName,
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: [
        { AttributeName: "userId", AttributeType: "S" },
        { AttributeName: "recordId", AttributeType: "S" },
      ],
      KeySchema: [
        { AttributeName: "userId", KeyType: "HASH" },
        { AttributeName: "recordId", KeyType: "RANGE" },
      ],
    }),
  );
  return {
    client: DynamoDBDocumentClient.from(client, {
      marshallOptions: { removeUndefinedValues: true },
    }),
    tableName,
    drop: async () => {
      await client.send(new DeleteTableCommand({ TableName: tableName }));
      client.destroy();
    },
  };
}
