import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { BatchWriteCommand, DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { ulid } from "ulid";
import { toDeliveryItem, toNotificationItem } from "../../lambdas/adapters/dynamodb-items.ts";
import type { Delivery } from "../../lambdas/core/delivery.ts";
import type { Notification } from "../../lambdas/core/notification.ts";
import { emulatorClientConfig } from "../../local/aws.ts";
import type { LocalDetails } from "../../local/local-details.ts";

/** A notification from the past, with one delivery. */
export interface PastNotification {
  readonly hoursAgo: number;
  readonly message: string;
  readonly subject: string;
  readonly status: "delivered" | "failed";
}

/** Writes e-mails for a user into the table, as if they had been sent in the past. */
export async function seedHistory(
  { awsEndpoint, tables }: Pick<LocalDetails, "awsEndpoint" | "tables">,
  { userId, email }: { readonly userId: string; readonly email: string },
  past: readonly PastNotification[],
): Promise<void> {
  const table = DynamoDBDocumentClient.from(new DynamoDBClient(emulatorClientConfig(awsEndpoint)), {
    marshallOptions: { removeUndefinedValues: true },
  });
  const keptUntil = Math.floor(Date.now() / 1_000) + 86_400;
  const items = past.flatMap(({ hoursAgo, message, subject, status }) => {
    const registeredAt = new Date(Date.now() - hoursAgo * 3_600_000);
    const notification: Notification = {
      id: ulid(registeredAt.getTime()),
      userId,
      message,
      subject,
      addresses: { email },
      channels: ["email"],
      expectsResponse: false,
      registeredAt,
    };
    const delivery = deliveryOf(notification, status);
    return [toNotificationItem(notification, keptUntil), toDeliveryItem(delivery, keptUntil)];
  });
  for (let first = 0; first < items.length; first += 25) {
    const requests = items.slice(first, first + 25).map((Item) => ({ PutRequest: { Item } }));
    await table.send(new BatchWriteCommand({ RequestItems: { [tables.notifications]: requests } }));
  }
}

function deliveryOf(
  { userId, id, registeredAt: at }: Notification,
  status: "delivered" | "failed",
): Delivery {
  const isFailed = status === "failed";
  return {
    userId,
    notificationId: id,
    channel: "email",
    status,
    attempts: 1,
    attemptsInRound: 1,
    lastAttempt: false,
    version: 2,
    leaseToken: "past",
    leaseUntil: at,
    updatedAt: at,
    provider: "ses",
    possibleDuplicate: false,
    trail: [{ at, provider: "ses", outcome: isFailed ? "refused" : "accepted", ms: 38 }],
    ...(isFailed ? { failureReason: "refused" } : { sentAt: at, deliveredAt: at }),
  };
}
