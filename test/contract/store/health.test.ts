import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from "vitest";
import { dynamoDbHealthStore } from "../../../lambdas/adapters/dynamodb-health-store.ts";
import type { HealthRecord } from "../../../lambdas/core/health-record.ts";
import type { HealthStore } from "../../../lambdas/core/ports/records.ts";
import { InMemoryHealth } from "../../support/in-memory/health.ts";
import type { TestTable } from "../../support/tables.ts";
import { createHealthTable } from "../../support/tables.ts";

let table: TestTable;

beforeAll(async () => {
  table = await createHealthTable(inject("awsEndpoint"));
});

afterAll(() => table.drop());

describe.each([
  ["in memory", () => new InMemoryHealth()],
  ["DynamoDB", () => dynamoDbHealthStore(table.client, table.tableName)],
])("health records %s", (_, create: () => HealthStore) => {
  let store: HealthStore;
  let open: HealthRecord;

  beforeEach(() => {
    store = create();
    open = {
      provider: crypto.randomUUID(),
      state: "open",
      openUntil: new Date("2026-11-23T15:21:00.000Z"),
      failures: 1,
      lastError: "unknown: timeout",
    };
  });

  test("are read back as they were written, and only those asked for", async () => {
    await store.write(open, undefined);
    const other = { ...open, provider: `${open.provider}-other` };
    await store.write(other, undefined);
    expect(await store.read([open.provider, "never-written"])).toEqual([open]);
  });

  test("of a provider that is misconfigured are read back as they were written", async () => {
    const record: HealthRecord = {
      ...open,
      state: "misconfigured",
      since: open.openUntil,
      settingsMark: "mark",
    };
    await store.write(record, undefined);
    expect(await store.read([record.provider])).toEqual([record]);
  });

  test("are opened by one of several functions", async () => {
    const writes = [1, 2, 3].map(() => store.write(open, undefined));
    expect((await Promise.all(writes)).filter(Boolean)).toHaveLength(1);
  });

  test("elect one probe among several functions", async () => {
    await store.write(open, undefined);
    const probing = { ...open, openUntil: new Date("2026-11-23T15:22:00.000Z") };
    const writes = [1, 2, 3].map(() => store.write(probing, open));
    expect((await Promise.all(writes)).filter(Boolean)).toHaveLength(1);
  });

  test("are closed only by who knows them as they are", async () => {
    await store.write(open, undefined);
    const { lastError: _, ...rest } = open;
    const closed: HealthRecord = { ...rest, state: "closed", failures: 0 };
    const stale = { ...open, openUntil: new Date(0) };
    expect(await store.write(closed, stale)).toBe(false);
    expect(await store.write(closed, open)).toBe(true);
    expect(await store.read([open.provider])).toEqual([closed]);
  });
});
