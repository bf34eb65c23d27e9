import { dynamoDbClient } from "../../adapters/dynamodb-client.ts";
import { dynamoDbPreferenceStore } from "../../adapters/dynamodb-preference-store.ts";

/** The preferences in a table. */
export function preferencesIn(tableName: string) {
  return dynamoDbPreferenceStore({ client: dynamoDbClient(), tableName });
}
