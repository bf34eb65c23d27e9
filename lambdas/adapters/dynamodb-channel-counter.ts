import { UpdateCommand } from "@aws-sdk/lib-dynamodb";
import type { ChannelCounter } from "../core/ports/counters.ts";
import type { Clock } from "../core/ports/system.ts";
import { DependencyUnavailable } from "../core/ports/unavailable.ts";
import { batchGet } from "./batch-get.ts";
import { writeConditionally } from "./conditional-write.ts";
import type { CountersTable } from "./dynamodb-counters.ts";
import { counterExpiry, giveBack } from "./dynamodb-counters.ts";
import type { Item } from "./dynamodb-items.ts";

/**
 * Parts that a channel's day is counted in, each an item with a partition key of its own. A partition
 * takes 1,000 writes a second, so that a channel's day takes 16,000: more than the 10,000 requests
 * that API Gateway lets through.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html
 */
const parts = 16;

const partNumbers = Array.from({ length: parts }, (_, part) => part);

/** Milliseconds for which a function that found a day used up does not look again. */
const usedUpMs = 1_000;

/** How often a slot is tried for that others take first; each time one of them was let through. */
const maxTries = 10;

const dayMs = 24 * 3_600_000;

export interface ChannelCounterOptions {
  readonly clock: Clock;
  /** From 0 to 1, as `Math.random`. */
  readonly random: () => number;
}

/**
 * Counts a channel's day in parts, each of which has its share of the limit: whatever the concurrency, no
 * part takes more than its share, so that all together take no more than the limit. Where a part has none
 * left, one read of all of them tells which has. A call mostly makes one conditional update.
 *
 * A limit that is lowered during the day holds for each part by itself: parts that are below
 * their new share still fill up.
 */
export function dynamoDbChannelCounter(
  table: CountersTable,
  { clock, random }: ChannelCounterOptions,
): ChannelCounter {
  const usedUpUntil = new Map<string, number>();
  const oneOf = (choice: readonly number[]) => choice[Math.floor(random() * choice.length)] ?? 0;

  async function takeOf(channel: string, day: string, part: number, share: number) {
    const update = new UpdateCommand({
      TableName: table.tableName,
      Key: keyOf(channel, day, part),
      UpdateExpression: "ADD #count :one SET expiresAtEpoch = :expiresAtEpoch",
      ConditionExpression: "attribute_not_exists(#count) OR #count < :share",
      ExpressionAttributeNames: { "#count": "count" },
      ExpressionAttributeValues: {
        ":one": 1,
        ":share": share,
        ":expiresAtEpoch": counterExpiry(new Date(Date.parse(day) + dayMs)),
      },
    });
    return (await writeConditionally(() => table.client.send(update))).isWritten;
  }

  async function readCounts(channel: string, day: string): Promise<readonly number[]> {
    const keys = partNumbers.map((part) => keyOf(channel, day, part));
    const get = { tableName: table.tableName, keys, consistent: true };
    const items = await batchGet(table.client, get);
    return keys.map(
      ({ recordId }) => items.find((item) => item["recordId"] === recordId)?.["count"] ?? 0,
    );
  }

  return {
    async take(channel, day, limit) {
      const name = `${channel} ${day} ${limit}`;
      if (limit < 1 || clock.now().getTime() < (usedUpUntil.get(name) ?? 0)) {
        return undefined;
      }
      const share = (part: number) => Math.floor(limit / parts) + (part < limit % parts ? 1 : 0);
      let part = oneOf(partNumbers.slice(0, limit));
      for (let tries = 0; tries < maxTries; tries += 1) {
        if (await takeOf(channel, day, part, share(part))) {
          return part;
        }
        const counts = await readCounts(channel, day);
        const withRoom = partNumbers.filter((each) => (counts[each] ?? 0) < share(each));
        if (withRoom.length === 0 || sum(counts) >= limit) {
          usedUpUntil.set(name, clock.now().getTime() + usedUpMs);
          return undefined;
        }
        part = oneOf(withRoom);
      }
      throw new DependencyUnavailable("DynamoDB", new Error("others take the last slots"));
    },

    release: (channel, day, part) => giveBack(table, keyOf(channel, day, part), { count: 1 }),

    used: async (channel, day) => sum(await readCounts(channel, day)),
  };
}

function keyOf(channel: string, day: string, part: number): Item {
  const id = `limit#channel#${channel}#${day}#${part}`;
  return { userId: id, recordId: id };
}

function sum(counts: readonly number[]): number {
  return counts.reduce((all, each) => all + each, 0);
}
