import { CreateTableCommand, DeleteTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { emulatorClientConfig } from "../../local/aws.ts";

/** A table for one test. */
export interface TestTable {
  readonly client: DynamoDBDocumentClient;
  readonly tableName: string;
  drop(): Promise<void>;
}

/** Creates a Notifications table with the same keys as the deployed one. */
export function createNotificationsTable(endpoint: string): Promise<TestTable> {
  return createTable(endpoint, "notifications", ["userId", "recordId"]);
}

/** Creates a ProviderHealth table with the same key as the deployed one. */
export function createHealthTable(endpoint: string): Promise<TestTable> {
  return createTable(endpoint, "provider-health", ["provider"]);
}

async function createTable(
  endpoint: string,
  name: string,
  keys: readonly string[],
): Promise<TestTable> {
  const client = new DynamoDBClient(emulatorClientConfig(endpoint));
  const tableName = `${name}-${crypto.randomUUID()}`;
  await client.send(
    new CreateTableCommand({
      TableName: tableName,
      BillingMode: "PAY_PER_REQUEST",
      AttributeDefinitions: keys.map((key) => ({ AttributeName: key, AttributeType: "S" })),
      KeySchema: keys.map((key, index) => ({
        AttributeName: key,
        KeyType: index === 0 ? "HASH" : "RANGE",
      })),
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
