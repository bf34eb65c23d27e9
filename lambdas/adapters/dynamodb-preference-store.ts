import { GetCommand, TransactWriteCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import type { PreferenceStore } from "../core/ports/preferences.ts";
import { DependencyUnavailable } from "../core/ports/unavailable.ts";
import type { Preference, PreferenceChanges } from "../core/preferences.ts";
import { preferenceKinds } from "../core/preferences.ts";
import { awsCall } from "./aws-call.ts";
import { transactConditionally, writeConditionally } from "./conditional-write.ts";
import type { NotificationsTable } from "./dynamodb-client.ts";
import { suppressionsRecordId } from "./dynamodb-items.ts";
import { preferencesIn, toPreferenceValue } from "./dynamodb-preference-items.ts";
import { thatNotificationIsThere } from "./first-write.ts";

/** How often a write is tried: the maps may be missing, and an erasure may take them away again. */
const maxTries = 3;

/** Makes the maps that are missing. */
const makeMaps = {
  UpdateExpression: `SET ${preferenceKinds.map((kind) => `${kind} = if_not_exists(${kind}, :${kind})`).join(", ")}`,
  ExpressionAttributeValues: Object.fromEntries(preferenceKinds.map((kind) => [`:${kind}`, {}])),
};

/**
 * Keeps preferences in the user's item of suppressions, which a delivery reads: one map for each kind, with an entry
 * for each name. Releases that know no preferences take the maps for nothing. An entry is written by itself, so that
 * two calls that set different names do not undo each other.
 */
export function dynamoDbPreferenceStore({
  client,
  tableName: TableName,
}: Pick<NotificationsTable, "client" | "tableName">): PreferenceStore {
  const itemOf = (userId: string) => ({
    TableName,
    Key: { userId, recordId: suppressionsRecordId },
  });

  return {
    async preferencesOf(userId) {
      const get = new GetCommand({ ...itemOf(userId), ConsistentRead: true });
      const { Item: ofUser } = await awsCall("DynamoDB", () => client.send(get));
      return preferencesIn(ofUser);
    },

    async setPreferences(userId, changes, stamp) {
      const update = { ...itemOf(userId), ...setEach(changes, stamp) };
      for (let tries = 0; tries < maxTries; tries += 1) {
        const write = await writeConditionally(() =>
          client.send(new UpdateCommand({ ...update, ReturnValues: "ALL_NEW" })),
        );
        if (write.isWritten) {
          return preferencesIn(write.output.Attributes);
        }
        await awsCall("DynamoDB", () =>
          client.send(new UpdateCommand({ ...itemOf(userId), ...makeMaps })),
        );
      }
      throw new DependencyUnavailable("DynamoDB", new Error("the preferences' maps do not stay"));
    },

    async complain({ userId, id, category }, at) {
      const ConditionCheck = thatNotificationIsThere(TableName, { userId, id });
      const off = setEach({ categories: { [category]: false } }, { since: at, by: "complaint" });
      const isOlder = "(attribute_not_exists(categories.#0) OR categories.#0.#since < :at)";
      const updates = [
        makeMaps,
        {
          ...off,
          ConditionExpression: `${off.ConditionExpression} AND ${isOlder}`,
          ExpressionAttributeNames: { ...off.ExpressionAttributeNames, "#since": "since" },
          ExpressionAttributeValues: {
            ...off.ExpressionAttributeValues,
            ":at": at.toISOString(),
          },
        },
      ];
      for (const update of updates) {
        const write = new TransactWriteCommand({
          TransactItems: [{ ConditionCheck }, { Update: { ...itemOf(userId), ...update } }],
        });
        await transactConditionally(() => client.send(write));
      }
    },
  };
}

/** Writes an entry for each name, where the maps are there. */
function setEach(changes: PreferenceChanges, stamp: Pick<Preference, "since" | "by">) {
  const entries = preferenceKinds.flatMap((kind) =>
    Object.entries(changes[kind] ?? {}).map(([name, isOn]) => ({ kind, name, isOn })),
  );
  const kinds = preferenceKinds.filter((kind) => entries.some((each) => each.kind === kind));
  const sets = entries.map(({ kind }, index) => `${kind}.#${index} = :${index}`);
  return {
    UpdateExpression: `SET ${sets.join(", ")}`,
    ConditionExpression: kinds.map((kind) => `attribute_exists(${kind})`).join(" AND "),
    ExpressionAttributeNames: Object.fromEntries(
      entries.map(({ name }, index) => [`#${index}`, name]),
    ),
    ExpressionAttributeValues: Object.fromEntries(
      entries.map(({ isOn }, index) => [`:${index}`, toPreferenceValue({ isOn, ...stamp })]),
    ),
  };
}
