import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, paginateScan } from "@aws-sdk/lib-dynamodb";
import type { Item } from "../lambdas/adapters/dynamodb-items.ts";
import {
  fromDeliveryItem,
  fromNotificationItem,
  isNotificationItem,
  notificationRecordId,
} from "../lambdas/adapters/dynamodb-items.ts";
import type { Delivery } from "../lambdas/core/delivery.ts";
import type { DeliveryReference } from "../lambdas/core/delivery-reference.ts";
import type { Notification } from "../lambdas/core/notification.ts";
import { emulatorClientConfig } from "../local/aws.ts";
import type { LocalDetails } from "../local/local-details.ts";
import type { ReceivedMessage } from "../local/simulator/received-messages.ts";
import type { Queues } from "./queues.ts";

/** What became of the calls, read from the table, the queues and the simulator, not the API. */
export interface GroundTruth {
  readonly notifications: readonly Notification[];
  readonly deliveries: readonly Delivery[];
  /** What providers took from Herald while the soak ran. */
  readonly received: readonly ReceivedMessage[];
  readonly deadLetters: readonly DeliveryReference[];
  /** How many messages are still in the channels' queues. */
  readonly queued: number;
}

/** The simulator keeps this many messages. */
const maxReceived = 10_000;

/** Reads what the table and the queues hold of these users, and what providers took. */
export async function readGroundTruth(
  { awsEndpoint, tables, simulatorUrl }: LocalDetails,
  queues: Queues,
  users: ReadonlySet<string>,
): Promise<GroundTruth> {
  const all = await scan(awsEndpoint, tables.notifications);
  const items = all.filter(
    ({ userId, recordId }) => users.has(userId) && recordId.startsWith(notificationRecordId("")),
  );
  return {
    notifications: items.filter(isNotificationItem).map(fromNotificationItem),
    deliveries: items.filter((item) => !isNotificationItem(item)).map(fromDeliveryItem),
    received: await readReceived(simulatorUrl),
    deadLetters: await queues.takeDeadLetters(users),
    queued: await queues.count(),
  };
}

async function scan(awsEndpoint: string, TableName: string): Promise<Item[]> {
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(emulatorClientConfig(awsEndpoint)));
  const items: Item[] = [];
  for await (const { Items } of paginateScan({ client }, { TableName, ConsistentRead: true })) {
    items.push(...(Items ?? []));
  }
  return items;
}

async function readReceived(simulatorUrl: string): Promise<ReceivedMessage[]> {
  const response = await fetch(`${simulatorUrl}/_received`);
  const received = (await response.json()) as ReceivedMessage[];
  if (received.length < maxReceived) {
    return received;
  }
  throw new Error(`providers took ${maxReceived} messages or more: the simulator forgot some`);
}
