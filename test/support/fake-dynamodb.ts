import { unmarshall } from "@aws-sdk/util-dynamodb";
import { expect } from "vitest";
import { dynamoDbClient } from "../../lambdas/adapters/dynamodb-client.ts";
import type { FakeAws } from "./fake-aws.ts";
import { AwsFailure, startFakeAws } from "./fake-aws.ts";
import { sent } from "./stored-items.ts";
import { becomeFunction } from "./test-stage.ts";

/** DynamoDB in this process, and an adapter's way to it. */
export interface FakeDynamoDb {
  readonly aws: FakeAws;
  /** The table `Notifications`, whose records are kept for 30 days. */
  readonly table: {
    readonly client: ReturnType<typeof dynamoDbClient>;
    readonly tableName: string;
    readonly retentionDays: number;
  };
  /**
   * The one request that was made: `Key`, `Item` and the expression's `values` as they were before they
   * were serialized, and the rest as it was sent.
   */
  // biome-ignore lint/suspicious/noExplicitAny: tests look at whatever a request holds
  requested(operation: string): any;
  /** Fails a conditional write by its condition; `found` is returned if there is one. */
  refuse(operation: string, found?: Record<string, unknown>): void;
}

export async function startFakeDynamoDb(): Promise<FakeDynamoDb> {
  const aws = await startFakeAws();
  becomeFunction(aws.url, {});
  return {
    aws,
    table: { client: dynamoDbClient(), tableName: "Notifications", retentionDays: 30 },
    requested(operation) {
      expect(aws.calls.map((call) => call.operation)).toEqual([`DynamoDB.${operation}`]);
      const [input] = aws.inputsOf(`DynamoDB.${operation}`);
      const { Key, Item, ExpressionAttributeValues, ...rest } = input;
      return {
        ...rest,
        ...(Key && { Key: unmarshall(Key) }),
        ...(Item && { Item: unmarshall(Item) }),
        ...(ExpressionAttributeValues && { values: unmarshall(ExpressionAttributeValues) }),
      };
    },
    refuse(operation, found) {
      const body = found && { Item: sent([found])[0] };
      aws.fail(`DynamoDB.${operation}`, new AwsFailure("ConditionalCheckFailedException", body));
    },
  };
}
