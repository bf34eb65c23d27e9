import { createHash, randomUUID } from "node:crypto";
import { DeleteCommand, GetCommand, PutCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import type { Reservation } from "../core/idempotency.ts";
import { idempotencySeconds } from "../core/idempotency.ts";
import type { ReservationStore } from "../core/ports/records.ts";
import type { Clock } from "../core/ports/system.ts";
import { DependencyUnavailable } from "../core/ports/unavailable.ts";
import { awsCall } from "./aws-call.ts";
import { isWrittenBy, writeConditionally } from "./conditional-write.ts";
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
      const write = await writeConditionally(() => client.send(put));
      if (write.isWritten) {
        return undefined;
      }
      if (write.found === undefined) {
        throw new DependencyUnavailable("DynamoDB", new Error("the reservation was not returned"));
      }
      return otherThan(reservation, fromItem(reservation.key, write.found));
    },

    async find(key) {
      const get = new GetCommand({ TableName, Key: keyOf(key), ConsistentRead: true });
      const { Item } = await awsCall("DynamoDB", () => client.send(get));
      const isKept = Item !== undefined && Item["expiresAtEpoch"] > epoch(clock.now());
      return isKept ? fromItem(key, Item) : undefined;
    },

    async takeOver(seen, leaseUntil) {
      const writeToken = randomUUID();
      const update = new UpdateCommand({
        TableName,
        Key: keyOf(seen.key),
        UpdateExpression: "SET leaseUntil = :next, writeToken = :token",
        ConditionExpression: "notificationId = :id AND leaseUntil = :seen",
        ExpressionAttributeValues: {
          ":id": seen.notificationId,
          ":seen": seen.leaseUntil.toISOString(),
          ":next": leaseUntil.toISOString(),
          ":token": writeToken,
        },
        ReturnValuesOnConditionCheckFailure: "ALL_OLD",
      });
      return isWrittenBy(await writeConditionally(() => client.send(update)), writeToken);
    },

    async release({ key, notificationId }) {
      const remove = new DeleteCommand({
        TableName,
        Key: keyOf(key),
        ConditionExpression: "notificationId = :id",
        ExpressionAttributeValues: { ":id": notificationId },
      });
      await writeConditionally(() => client.send(remove));
    },
  };
}

/** Where the SDK repeated a put whose response was lost, the repeat finds its own reservation. */
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
