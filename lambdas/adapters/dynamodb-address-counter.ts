import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import type { AddressLimits } from "../core/limits.ts";
import type { AddressCounter, AddressWindow } from "../core/ports/counters.ts";
import type { AddressHashing } from "../core/ports/system.ts";
import { dayAt, throttleWindowAt } from "../core/throttle-window.ts";
import { writeConditionally } from "./conditional-write.ts";
import type { CountersTable } from "./dynamodb-counters.ts";
import { counterExpiry, giveBack, readCounter } from "./dynamodb-counters.ts";
import type { Item } from "./dynamodb-items.ts";

const windows = ["day", "hour"] as const satisfies readonly AddressWindow[];

/** The key of the item that counts an address's messages of the day that a moment is in. */
export function addressCounterKey(addressMark: string, at: Date): Item {
  const id = `limit#address#${addressMark}#${dayAt(at).name}`;
  return { userId: id, recordId: id };
}

/** The item's attributes that count: one for the day, and one for each hour of it. */
function attributesAt(at: Date): Readonly<Record<AddressWindow, string>> {
  return { day: "day", hour: `hour-${throttleWindowAt(at).name.slice("2026-11-23T".length)}` };
}

/**
 * Counts in one item for each address and day, under a partition key of its own, with one conditional
 * update for both windows: exact whatever the concurrency. An update whose response was lost may be
 * counted twice, but never lets one too many through. TTL removes the item after its day.
 */
export function dynamoDbAddressCounter(
  table: CountersTable,
  { addressMark }: Pick<AddressHashing, "addressMark">,
): AddressCounter {
  const keyOf = (addressHash: string, at: Date) => addressCounterKey(addressMark(addressHash), at);
  return {
    async take(addressHash, at, slots, limits) {
      const names = attributesAt(at);
      const limited = windows.filter((window) => limits[window] !== undefined);
      const never = limited.find((window) => slots > maxOf(limits, window));
      if (never !== undefined) {
        return never;
      }
      const update = new UpdateCommand({
        TableName: table.tableName,
        Key: keyOf(addressHash, at),
        UpdateExpression: "ADD #day :slots, #hour :slots SET expiresAtEpoch = :expiresAtEpoch",
        ConditionExpression: limited
          .map((window) => `(attribute_not_exists(#${window}) OR #${window} <= :${window})`)
          .join(" AND "),
        ExpressionAttributeNames: { "#day": names.day, "#hour": names.hour },
        ExpressionAttributeValues: {
          ":slots": slots,
          ":expiresAtEpoch": counterExpiry(dayAt(at).endsAt),
          ...Object.fromEntries(
            limited.map((window) => [`:${window}`, maxOf(limits, window) - slots]),
          ),
        },
        ReturnValuesOnConditionCheckFailure: "ALL_OLD",
      });
      const write = await writeConditionally(() => table.client.send(update));
      if (write.isWritten) {
        return undefined;
      }
      const { found = {} } = write;
      const isFull = (window: AddressWindow) =>
        (found[names[window]] ?? 0) + slots > maxOf(limits, window);
      return limited.find(isFull) ?? limited[0];
    },

    release: (addressHash, at, slots) => {
      const { day, hour } = attributesAt(at);
      return giveBack(table, keyOf(addressHash, at), { [day]: slots, [hour]: slots });
    },

    async used(addressHash, at) {
      const { day, hour } = attributesAt(at);
      const item = await readCounter(table, keyOf(addressHash, at));
      return { day: item[day] ?? 0, hour: item[hour] ?? 0 };
    },
  };
}

function maxOf(limits: AddressLimits, window: AddressWindow): number {
  return limits[window] ?? Number.MAX_SAFE_INTEGER;
}
