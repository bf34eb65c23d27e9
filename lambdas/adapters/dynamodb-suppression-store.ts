import { GetCommand, TransactWriteCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import type { SuppressionStore } from "../core/ports/suppressions.ts";
import type { AddressHashing, Clock } from "../core/ports/system.ts";
import { suppressionKeptSeconds } from "../core/suppression.ts";
import { awsCall } from "./aws-call.ts";
import { batchGet } from "./batch-get.ts";
import { transactConditionally, writeConditionally } from "./conditional-write.ts";
import type { NotificationsTable } from "./dynamodb-client.ts";
import type { Item } from "./dynamodb-items.ts";
import { suppressionsRecordId } from "./dynamodb-items.ts";
import {
  itemsOfAddresses,
  suppressedAddressKey,
  suppressionsIn,
} from "./dynamodb-suppression-items.ts";
import { thatNotificationIsThere } from "./first-write.ts";

const liftedPrefix = "lifted#";

/**
 * Keeps suppressions in the Notifications table: each in an item of the address's mark, which holds for
 * every user, and once more among the user's, one item that says which addresses became
 * suppressed as the user's. A delivery reads both together with its own records. When an address
 * was lifted is kept beside them, so that an older receipt does not suppress it again. One is written
 * in a transaction with a look at its notification, as nothing may be kept of a user who was erased.
 */
export function dynamoDbSuppressionStore(
  { client, tableName: TableName }: Pick<NotificationsTable, "client" | "tableName">,
  clock: Clock,
  hashing: Pick<AddressHashing, "addressMark">,
): SuppressionStore {
  const keyOf = (addressHash: string) => suppressedAddressKey(hashing.addressMark(addressHash));
  const itemOf = (userId: string) => ({
    TableName,
    Key: { userId, recordId: suppressionsRecordId },
  });
  const expiresAtEpoch = () => Math.floor(clock.now().getTime() / 1000) + suppressionKeptSeconds;

  async function liftOfAddress(addressHash: string, at: string): Promise<boolean> {
    const update = new UpdateCommand({
      TableName,
      Key: keyOf(addressHash),
      UpdateExpression: "REMOVE suppression SET liftedAt = :at, expiresAtEpoch = :expiresAtEpoch",
      ConditionExpression:
        "attribute_exists(suppression) AND (attribute_not_exists(liftedAt) OR liftedAt <> :at)",
      ExpressionAttributeValues: { ":at": at, ":expiresAtEpoch": expiresAtEpoch() },
      ReturnValuesOnConditionCheckFailure: "ALL_OLD",
    });
    const write = await writeConditionally(() => client.send(update));
    return write.isWritten || write.found?.["liftedAt"] === at;
  }

  async function liftOfUser(userId: string, addressHash: string, at: string): Promise<boolean> {
    const names = namesOf(addressHash);
    const update = new UpdateCommand({
      ...itemOf(userId),
      UpdateExpression: "REMOVE #hash SET #lifted = :at",
      // Without the time, a repeat would lift what was suppressed after the write that it repeats.
      ConditionExpression:
        "attribute_exists(#hash) AND (attribute_not_exists(#lifted) OR #lifted <> :at)",
      ExpressionAttributeNames: names,
      ExpressionAttributeValues: { ":at": at },
      ReturnValuesOnConditionCheckFailure: "ALL_OLD",
    });
    const write = await writeConditionally(() => client.send(update));
    return write.isWritten || write.found?.[names["#lifted"]] === at;
  }

  return {
    async suppress({ userId, id }, addressHash, { reason, provider, at }) {
      const values = {
        ":suppression": { reason, provider, at: at.toISOString() },
        ":at": at.toISOString(),
      };
      const write = new TransactWriteCommand({
        TransactItems: [
          {
            ConditionCheck: thatNotificationIsThere(TableName, { userId, id }),
          },
          {
            Update: {
              ...itemOf(userId),
              UpdateExpression: "SET #hash = if_not_exists(#hash, :suppression)",
              ConditionExpression: "attribute_not_exists(#lifted) OR #lifted < :at",
              ExpressionAttributeNames: namesOf(addressHash),
              ExpressionAttributeValues: values,
            },
          },
          {
            Update: {
              TableName,
              Key: keyOf(addressHash),
              UpdateExpression:
                "SET suppression = if_not_exists(suppression, :suppression), expiresAtEpoch = :expiresAtEpoch",
              ConditionExpression: "attribute_not_exists(liftedAt) OR liftedAt < :at",
              ExpressionAttributeValues: { ...values, ":expiresAtEpoch": expiresAtEpoch() },
            },
          },
        ],
      });
      await transactConditionally(() => client.send(write));
    },

    async listSuppressions(userId, addressHashes = []) {
      const get = new GetCommand({ ...itemOf(userId), ConsistentRead: true });
      const { Item: ofUser } = await awsCall("DynamoDB", () => client.send(get));
      const ofThisUser = suppressionsIn({ ofUser, ofAddresses: new Map() }, clock.now());
      const hashes = new Set([...ofThisUser.keys(), ...addressHashes]);
      const items = await batchGet(client, {
        tableName: TableName,
        keys: [...hashes].map(keyOf),
        consistent: true,
      });
      const ofAddresses = itemsOfAddresses(items, [...hashes], hashing);
      return suppressionsIn({ ofUser, ofAddresses }, clock.now());
    },

    async lift(userId, addressHash, at) {
      const moment = at.toISOString();
      // The address first: were the call cut off after it, the user's item would count for nothing.
      const isLifted = await liftOfAddress(addressHash, moment);
      const isLiftedOfUser = await liftOfUser(userId, addressHash, moment);
      return isLifted || isLiftedOfUser;
    },
  };
}

function namesOf(addressHash: string): Item & Record<"#hash" | "#lifted", string> {
  return { "#hash": addressHash, "#lifted": `${liftedPrefix}${addressHash}` };
}
