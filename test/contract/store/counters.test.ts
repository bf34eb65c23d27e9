import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { dynamoDbAddressCounter } from "../../../lambdas/adapters/dynamodb-address-counter.ts";
import { dynamoDbChannelCounter } from "../../../lambdas/adapters/dynamodb-channel-counter.ts";
import { dynamoDbThrottleCounter } from "../../../lambdas/adapters/dynamodb-throttle-counter.ts";
import { systemClock } from "../../../lambdas/runtime/system.ts";
import { InMemoryAddressCounter, InMemoryChannelCounter } from "../../support/in-memory/limits.ts";
import { InMemoryStore } from "../../support/in-memory/store.ts";
import { hashing } from "../../support/stage-secret.ts";
import type { TestTable } from "../../support/tables.ts";
import { createNotificationsTable } from "../../support/tables.ts";

const at = new Date("2026-11-23T15:20:00Z");
const nextHour = new Date("2026-11-23T16:20:00Z");
const nextDay = new Date("2026-11-24T15:20:00Z");
const day = "2026-11-23";
const limits = { hour: 5, day: 8 };

let table: TestTable;

beforeAll(async () => {
  table = await createNotificationsTable(inject("awsEndpoint"));
});

afterAll(() => table.drop());

const tableOf = () => ({ ...table, once: table.client });

/** What so many calls at once come to. */
function atOnce<Result>(count: number, call: () => Promise<Result>): Promise<Result[]> {
  return Promise.all(Array.from({ length: count }, call));
}

describe.each([
  ["in memory", () => new InMemoryAddressCounter()],
  ["in DynamoDB", () => dynamoDbAddressCounter(tableOf(), hashing)],
])("an address's counter %s", (_, create) => {
  const hash = () => crypto.randomUUID();

  test("lets exactly as many through as its windows have, however many ask at once", async () => {
    const [counter, one, other] = [create(), hash(), hash()];
    const ends = await atOnce(40, () => counter.take(one, at, 1, limits));
    expect(ends.filter((end) => end === undefined)).toHaveLength(5);
    expect(ends.filter((end) => end === "hour")).toHaveLength(35);
    expect(await counter.take(other, at, 1, limits)).toBeUndefined();
    const later = await atOnce(40, () => counter.take(one, nextHour, 1, limits));
    expect(later.filter((end) => end === undefined)).toHaveLength(3);
    expect(later.filter((end) => end === "day")).toHaveLength(37);
    expect(await counter.used(one, nextHour)).toEqual({ hour: 3, day: 8 });
    expect(await counter.take(one, nextDay, 1, limits)).toBeUndefined();
  });

  test("takes several slots or none, and has those again that are given back", async () => {
    const [counter, one] = [create(), hash()];
    expect(await counter.take(one, at, 4, limits)).toBeUndefined();
    expect(await counter.take(one, at, 2, limits)).toBe("hour");
    expect(await counter.used(one, at)).toEqual({ hour: 4, day: 4 });
    await counter.release(one, at, 4);
    expect(await counter.used(one, at)).toEqual({ hour: 0, day: 0 });
    expect(await counter.take(one, at, 5, limits)).toBeUndefined();
  });
});

describe.each([
  ["in memory", () => new InMemoryChannelCounter()],
  [
    "in DynamoDB",
    () => dynamoDbChannelCounter(tableOf(), { clock: systemClock, random: Math.random }),
  ],
])("a channel's counter %s", (_, create) => {
  const channel = () => `c-${crypto.randomUUID()}`;

  test.each([1, 20, 50])("lets exactly %i through, however many ask at once", async (limit) => {
    const [counter, name] = [create(), channel()];
    const ends = await atOnce(80, () => counter.take(name, day, limit));
    expect(ends.filter((part) => part !== undefined)).toHaveLength(limit);
    expect(await counter.used(name, day)).toBe(limit);
    expect(await create().take(name, "2026-11-24", limit)).toBeDefined();
  });

  test("has a slot again that is given back", async () => {
    const [counter, name] = [create(), channel()];
    const part = (await counter.take(name, day, 2)) ?? 0;
    await counter.release(name, day, part);
    const ends = await atOnce(9, () => counter.take(name, day, 2));
    expect(ends.filter((end) => end !== undefined)).toHaveLength(2);
  });
});

describe.each([
  ["in memory", () => new InMemoryStore()],
  ["in DynamoDB", () => dynamoDbThrottleCounter(tableOf(), systemClock)],
])("a user's counter %s", (_, create) => {
  test("has a slot again that is given back", async () => {
    const [counter, userId] = [create(), `u-${crypto.randomUUID()}`];
    await counter.release(userId, "w");
    expect(await counter.used(userId, "w")).toBe(0);
    expect(await counter.take(userId, "w", 1)).toBe(0);
    expect(await counter.take(userId, "w", 1)).toBeUndefined();
    await counter.release(userId, "w");
    expect(await counter.used(userId, "w")).toBe(0);
    expect(await counter.take(userId, "w", 1)).toBe(0);
  });
});
