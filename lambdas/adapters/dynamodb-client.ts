import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { awsClientOptions } from "./aws-call.ts";

/** Which table, and how long its records are kept. */
export interface NotificationsTable {
  readonly client: DynamoDBDocumentClient;
  readonly tableName: string;
  readonly retentionDays: number;
}

/**
 * A document client that leaves out attributes without a value.
 *
 * @param options.maxAttempts how often the SDK tries a call, if not as often as others.
 */
export function dynamoDbClient(
  options: { readonly maxAttempts?: number } = {},
): DynamoDBDocumentClient {
  return DynamoDBDocumentClient.from(new DynamoDBClient({ ...awsClientOptions, ...options }), {
    marshallOptions: { removeUndefinedValues: true },
  });
}
