import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { expect, test } from "vitest";
import { dynamoDbUserRecords } from "../../../lambdas/adapters/dynamodb-user-records.ts";
import { DependencyUnavailable } from "../../../lambdas/core/ports.ts";
import { VirtualTime } from "../../support/in-memory/virtual-time.ts";

const time = new VirtualTime();
const soon = new Date(time.now().getTime() + 60_000);

interface Request {
  readonly DeleteRequest?: { readonly Key: { readonly recordId: string } };
  readonly PutRequest?: { readonly Item: Record<string, unknown> };
}

interface Input {
  readonly Item?: Record<string, unknown>;
  readonly RequestItems?: { readonly table: readonly Request[] };
}

function recordIdIn({ DeleteRequest, PutRequest }: Request): unknown {
  return DeleteRequest?.Key.recordId ?? PutRequest?.Item["recordId"];
}

/** A table that leaves all but the first request of every batch unprocessed. */
function busyTable(...items: { recordId: string; channels?: string[] }[]) {
  const batches: unknown[][] = [];
  const tombstones: Record<string, unknown>[] = [];
  const send = async ({ input }: { input: Input }) => {
    if (input.Item !== undefined) {
      tombstones.push(input.Item);
      return {};
    }
    if (input.RequestItems === undefined) {
      return { Items: [...items] };
    }
    const { table } = input.RequestItems;
    const [first, ...rest] = table;
    batches.push(table.map(recordIdIn));
    tombstones.push(...(first?.PutRequest ? [first.PutRequest.Item] : []));
    const index = items.findIndex(({ recordId }) => recordId === recordIdIn(first ?? {}));
    items.splice(index, index < 0 ? 0 : 1);
    return { UnprocessedItems: rest.length > 0 ? { table: rest } : {} };
  };
  const client = { send } as unknown as DynamoDBDocumentClient;
  const records = dynamoDbUserRecords({ client, tableName: "table" }, time);
  const erase = (until: Date) => records.removeAll("u-42", time.now(), until);
  return { batches, tombstones, erase };
}

test("what DynamoDB leaves unprocessed is sent again, and notifications last", async () => {
  const { batches, erase } = busyTable(
    { recordId: "throttle#x" },
    { recordId: "notification#1#sms" },
    { recordId: "notification#1", channels: ["sms", "email"] },
  );
  expect(await erase(soon)).toEqual({ notifications: 1, deliveries: 1, other: 1, isAll: true });
  expect(batches).toEqual([
    ["throttle#x", "notification#1#sms", "notification#1#email"],
    ["notification#1#sms", "notification#1#email"],
    ["notification#1#email"],
    ["notification#1"],
  ]);
});

test("what is left says that it was erased, of deliveries without a record too, and ends", async () => {
  const { tombstones, erase } = busyTable({ recordId: "notification#1", channels: ["sms"] });
  await erase(soon);
  const erasedAt = time.now().toISOString();
  const expiresAtEpoch = Math.floor(time.now().getTime() / 1000) + 25 * 3_600;
  const left = { userId: "u-42", erasedAt, expiresAtEpoch };
  expect(tombstones).toEqual([
    { ...left, recordId: "erased" },
    { ...left, recordId: "notification#1#sms" },
    { ...left, recordId: "notification#1" },
  ]);
});

test("when the time is up, it says that records are left", async () => {
  const { batches, tombstones, erase } = busyTable(
    { recordId: "notification#1" },
    { recordId: "notification#2" },
  );
  expect(await erase(time.now())).toMatchObject({ isAll: false });
  expect(batches).toEqual([]);
  expect(tombstones).toMatchObject([{ recordId: "erased" }]);
});

/** A table that holds one page for each list, and fails at the write with this number, if any. */
function pagedTable(pages: { recordId: string; channels?: string[] }[][], failsAt?: number) {
  const items = pages.map((page) => [...page]);
  const written: unknown[] = [];
  let writes = 0;
  const send = async ({ input }: { input: Input & { ExclusiveStartKey?: { page: number } } }) => {
    if (input.Item !== undefined) {
      return {};
    }
    if (input.RequestItems === undefined) {
      const page = input.ExclusiveStartKey?.page ?? 0;
      const more = page + 1 < items.length && { LastEvaluatedKey: { page: page + 1 } };
      return { Items: [...(items[page] ?? [])], ...more };
    }
    writes += 1;
    if (writes === failsAt) {
      throw new Error("died");
    }
    const ids = input.RequestItems.table.map(recordIdIn);
    written.push(...ids);
    for (const page of items) {
      page.splice(0, page.length, ...page.filter(({ recordId }) => !ids.includes(recordId)));
    }
    return {};
  };
  const client = { send } as unknown as DynamoDBDocumentClient;
  const records = dynamoDbUserRecords({ client, tableName: "table" }, time);
  return { written, erase: () => records.removeAll("u-42", time.now(), soon) };
}

test("a page without anything to remove is not the last one", async () => {
  const { written, erase } = pagedTable([[], [{ recordId: "throttle#x" }], [], []]);
  expect(await erase()).toMatchObject({ other: 1, isAll: true });
  expect(written).toEqual(["throttle#x"]);
});

test("one that died in between is finished by a repeat, with all of a notification's deliveries", async () => {
  const page = [
    { recordId: "notification#1#sms" },
    { recordId: "notification#1", channels: ["sms", "email"] },
  ];
  const { written, erase } = pagedTable([page], 2);
  await expect(erase()).rejects.toBeInstanceOf(DependencyUnavailable);
  expect(written).toEqual(["notification#1#sms", "notification#1#email"]);
  expect(await erase()).toEqual({ notifications: 1, deliveries: 0, other: 0, isAll: true });
  expect(written.slice(2)).toEqual([
    "notification#1#sms",
    "notification#1#email",
    "notification#1",
  ]);
});

test("no batch has more requests than DynamoDB takes, and none twice", async () => {
  const found = Array.from({ length: 30 }, (_, number) => ({
    recordId: `notification#${number}`,
    channels: ["sms", "email"],
  }));
  const deliveries = found.map(({ recordId }) => ({ recordId: `${recordId}#sms` }));
  const sizes: number[] = [];
  let isFirst = true;
  const send = async ({ input }: { input: Input }) => {
    if (input.RequestItems !== undefined) {
      const { table } = input.RequestItems;
      sizes.push(table.length);
      expect(new Set(table.map(recordIdIn)).size).toBe(table.length);
    }
    const Items = isFirst ? [...deliveries, ...found] : [];
    isFirst = isFirst && input.RequestItems === undefined && input.Item !== undefined;
    return { Items };
  };
  const client = { send } as unknown as DynamoDBDocumentClient;
  const records = dynamoDbUserRecords({ client, tableName: "table" }, time);
  expect(await records.removeAll("u-42", time.now(), soon)).toMatchObject({ deliveries: 30 });
  expect(sizes).toEqual([25, 25, 10, 25, 5]);
});
