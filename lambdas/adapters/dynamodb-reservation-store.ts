import { createHash } from "node:crypto";
import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import { DeleteCommand, GetCommand, PutCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import { unmarshall } from "@aws-sdk/util-dynamodb";
import type { Reservation } from "../core/idempotency.ts";
import { idempotencySeconds } from "../core/idempotency.ts";
import type { Clock, ReservationStore } from "../core/ports.ts";
import { awsCall } from "./aws-call.ts";
import type { NotificationsTable } from "./dynamodb-client.ts";
import type { Item } from "./dynamodb-items.ts";

/**
 * Keeps reservations in the Notifications table, each under a partition key of its own, so that a
 * key stands for one notification whoever it is for. The key itself is kept as a hash only: callers
 * build keys from whatever identifies their event.
 */
export function dynamoDbReservationStore(
  { client, tableName: TableName }: Pick<NotificationsTable, "client" | "tableName">,
  clock: Clock,
): ReservationStore {
  return {
    async reserve(reservation) {
      const put = new PutCommand({
        TableName,
        Item: toItem(reservation),
        // TTL may take days to remove what has expired.
        ConditionExpression: "attribute_not_exists(recordId) OR expiresAtEpoch <= :now",
        ExpressionAttributeValues: { ":now": epoch(clock.now()) },
        ReturnValuesOnConditionCheckFailure: "ALL_OLD",
      });
      return awsCall("DynamoDB", async () => {
        try {
          await client.send(put);
          return undefined;
        } catch (error) {
          if (!(error instanceof ConditionalCheckFailedException && error.Item)) {
            throw error;
          }
          return otherThan(reservation, fromItem(reservation.key, unmarshall(error.Item)));
        }
      });
    },

    async find(key) {
      const get = new GetCommand({ TableName, Key: keyOf(key), ConsistentRead: true });
      const { Item } = await awsCall("DynamoDB", () => client.send(get));
      const isKept = Item !== undefined && Item["expiresAtEpoch"] > epoch(clock.now());
      return isKept ? fromItem(key, Item) : undefined;
    },

    async takeOver(seen, leaseUntil) {
      const update = new UpdateCommand({
        TableName,
        Key: keyOf(seen.key),
        UpdateExpression: "SET leaseUntil = :next",
        ConditionExpression: "notificationId = :id AND leaseUntil = :seen",
        ExpressionAttributeValues: {
          ":id": seen.notificationId,
          ":seen": seen.leaseUntil.toISOString(),
          ":next": leaseUntil.toISOString(),
        },
      });
      return awsCall("DynamoDB", () => succeeds(client.send(update)));
    },

    async release({ key, notificationId }) {
      const remove = new DeleteCommand({
        TableName,
        Key: keyOf(key),
        ConditionExpression: "notificationId = :id",
        ExpressionAttributeValues: { ":id": notificationId },
      });
      await awsCall("DynamoDB", () => succeeds(client.send(remove)));
    },
  };
}

async function succeeds(write: Promise<unknown>): Promise<boolean> {
  try {
    await write;
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) {
      return false;
    }
    throw error;
  }
}

/** The SDK repeats a put whose answer was lost; the repeat then finds the reservation itself. */
function otherThan(own: Reservation, found: Reservation): Reservation | undefined {
  return found.notificationId === own.notificationId ? undefined : found;
}

function keyOf(key: string): { userId: string; recordId: string } {
  const id = `idempotency#${createHash("sha256").update(key).digest("base64url")}`;
  return { userId: id, recordId: id };
}

function toItem({ key, fingerprint, ...reservation }: Reservation): Item {
  return {
    ...keyOf(key),
    ...reservation,
    requestHash: fingerprint,
    registeredAt: reservation.registeredAt.toISOString(),
    leaseUntil: reservation.leaseUntil.toISOString(),
    expiresAtEpoch: epoch(reservation.registeredAt) + idempotencySeconds,
  };
}

function fromItem(key: string, item: Item): Reservation {
  return {
    key,
    fingerprint: item["requestHash"],
    notificationId: item["notificationId"],
    registeredAt: new Date(item["registeredAt"]),
    channels: item["channels"],
    leaseUntil: new Date(item["leaseUntil"]),
  };
}

function epoch(date: Date): number {
  return Math.floor(date.getTime() / 1000);
}
