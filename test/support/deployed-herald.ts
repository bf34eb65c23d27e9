import { setTimeout as sleep } from "node:timers/promises";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { GetQueueAttributesCommand, SendMessageBatchCommand, SQSClient } from "@aws-sdk/client-sqs";
import {
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  ScanCommand,
} from "@aws-sdk/lib-dynamodb";
import { inject } from "vitest";
import { HeraldClient } from "../../client/herald-client.ts";
import { notificationRecordId, toNotificationItem } from "../../lambdas/adapters/dynamodb-items.ts";
import type { Notification } from "../../lambdas/core/notification.ts";
import { healthCacheMs } from "../../lambdas/core/provider-health.ts";
import { emulatorClientConfig } from "../../local/aws.ts";
import { TestHarness } from "../../local/demonstration/test-harness.ts";
import { checkedFetch } from "./checked-fetch.ts";
import "./provided-context.ts";

/**
 * The deployed Herald with what only tests may do: reach into its table and queues. Every response
 * of its API must match the API's document.
 */
export class DeployedHerald extends TestHarness {
  readonly #sqs: SQSClient;
  readonly #table: DynamoDBDocumentClient;

  constructor() {
    const details = inject("local");
    super(details, undefined, new HeraldClient({ ...details, fetch: checkedFetch }));
    const config = emulatorClientConfig(this.details.awsEndpoint);
    this.#sqs = new SQSClient(config);
    this.#table = DynamoDBDocumentClient.from(new DynamoDBClient(config), {
      marshallOptions: { removeUndefinedValues: true },
    });
  }

  /** Puts messages into a channel's queue in one call. */
  async enqueue(channel: string, bodies: readonly string[]): Promise<void> {
    const { Failed = [] } = await this.#sqs.send(
      new SendMessageBatchCommand({
        QueueUrl: this.queuesOf(channel).url,
        Entries: bodies.map((body, index) => ({ Id: String(index), MessageBody: body })),
      }),
    );
    if (Failed.length > 0) {
      throw new Error(`${Failed.length} messages were not queued`);
    }
  }

  /** Waits until a channel's queue holds no message, neither visible nor in flight. */
  async untilQueueIsEmpty(channel: string): Promise<void> {
    await this.until(`the queue of ${channel} to be empty`, async () => {
      const { Attributes = {} } = await this.#sqs.send(
        new GetQueueAttributesCommand({
          QueueUrl: this.queuesOf(channel).url,
          AttributeNames: [
            "ApproximateNumberOfMessages",
            "ApproximateNumberOfMessagesNotVisible",
            "ApproximateNumberOfMessagesDelayed",
          ],
        }),
      );
      return Object.values(Attributes).every((count) => count === "0") ? true : undefined;
    });
  }

  /** Stores a notification without queueing it. */
  async store(notification: Notification): Promise<void> {
    const inAnHour = Math.floor(Date.now() / 1_000) + 3_600;
    await this.#table.send(
      new PutCommand({
        TableName: this.details.tables.notifications,
        Item: toNotificationItem(notification, inAnHour),
      }),
    );
  }

  /** Deletes a notification's inbox record, as erasing a user does. */
  async erase({ userId, id }: { userId: string; id: string }): Promise<void> {
    await this.#table.send(
      new DeleteCommand({
        TableName: this.details.tables.notifications,
        Key: { userId, recordId: notificationRecordId(id) },
      }),
    );
  }

  /** Every record of a user, in the order of their ids. */
  async recordsOf(userId: string): Promise<Record<string, unknown>[]> {
    const { Items = [] } = await this.#table.send(
      new QueryCommand({
        TableName: this.details.tables.notifications,
        ConsistentRead: true,
        KeyConditionExpression: "userId = :userId",
        ExpressionAttributeValues: { ":userId": userId },
      }),
    );
    return Items;
  }

  /**
   * Deletes the health records, so that the next test finds all providers as after a deployment.
   * Waits until every function has noticed.
   */
  async forgetProviderHealth(): Promise<void> {
    const TableName = this.details.tables.providerHealth;
    const { Items = [] } = await this.#table.send(new ScanCommand({ TableName }));
    for (const { provider } of Items) {
      await this.#table.send(new DeleteCommand({ TableName, Key: { provider } }));
    }
    if (Items.length > 0) {
      await sleep(healthCacheMs);
    }
  }

  /** Reads the health record of a provider. */
  async healthOf(provider: string): Promise<Record<string, unknown> | undefined> {
    const TableName = this.details.tables.providerHealth;
    const { Item } = await this.#table.send(new GetCommand({ TableName, Key: { provider } }));
    return Item;
  }
}
