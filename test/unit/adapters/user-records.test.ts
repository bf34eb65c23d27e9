import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { beforeEach, expect, test } from "vitest";
import { dynamoDbUserRecords } from "../../../lambdas/adapters/dynamodb-user-records.ts";
import { DependencyUnavailable } from "../../../lambdas/core/ports/unavailable.ts";
import { VirtualTime } from "../../support/in-memory/virtual-time.ts";
import { marks } from "../../support/stage-secret.ts";

let time: VirtualTime;
let soon: Date;

beforeEach(() => {
  time = new VirtualTime();
  soon = new Date(time.now().getTime() + 60_000);
});

interface Request {
  readonly DeleteRequest: { readonly Key: { readonly recordId: string } };
}

interface Input {
  readonly Item?: Record<string, unknown>;
  readonly RequestItems?: { readonly table: readonly Request[] };
}

function recordIdIn({ DeleteRequest }: Request): string {
  return DeleteRequest.Key.recordId;
}

function recordsOf(client: DynamoDBDocumentClient) {
  return dynamoDbUserRecords(
    { client, tableName: "table" },
    { clock: time, pause: (ms) => time.pause(ms), marks },
  );
}

/** A table that leaves all but the first request of every batch unprocessed. */
function busyTable(...items: { recordId: string }[]) {
  const batches: string[][] = [];
  const send = async ({ input }: { input: Input }) => {
    if (input.Item !== undefined) {
      return {};
    }
    if (input.RequestItems === undefined) {
      return { Items: [...items] };
    }
    const { table } = input.RequestItems;
    const [first, ...rest] = table;
    batches.push(table.map(recordIdIn));
    const index = items.findIndex(({ recordId }) => first && recordId === recordIdIn(first));
    items.splice(index, index < 0 ? 0 : 1);
    return { UnprocessedItems: rest.length > 0 ? { table: rest } : {} };
  };
  const records = recordsOf({ send } as unknown as DynamoDBDocumentClient);
  return { batches, erase: (until: Date) => records.removeAll("u-42", time.now(), until) };
}

test("what DynamoDB leaves unprocessed is sent again", async () => {
  const { batches, erase } = busyTable(
    { recordId: "throttle#x" },
    { recordId: "notification#1#sms" },
    { recordId: "notification#1" },
  );
  expect(await erase(soon)).toMatchObject({
    notifications: 1,
    deliveries: 1,
    other: 1,
    isAll: true,
  });
  expect(batches).toEqual([
    ["throttle#x", "notification#1#sms", "notification#1"],
    ["notification#1#sms", "notification#1"],
    ["notification#1"],
  ]);
});

test("when the time is up, it says that records are left", async () => {
  const { batches, erase } = busyTable({ recordId: "notification#1" });
  expect(await erase(time.now())).toMatchObject({ isAll: false });
  expect(batches).toEqual([]);
});

/** A table that holds one page for each list, and fails at the write with this number, if any. */
function pagedTable(pages: { recordId: string }[][], failsAt?: number) {
  const items = pages.map((page) => [...page]);
  const written: string[] = [];
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
  const records = recordsOf({ send } as unknown as DynamoDBDocumentClient);
  return { written, erase: () => records.removeAll("u-42", time.now(), soon) };
}

test("a page without anything to remove is not the last one", async () => {
  const { written, erase } = pagedTable([[], [{ recordId: "throttle#x" }], [], []]);
  expect(await erase()).toMatchObject({ other: 1, isAll: true });
  expect(written).toEqual(["throttle#x"]);
});

test("one that died in between is finished by a repeat", async () => {
  const pages = [[{ recordId: "notification#1#sms" }], [{ recordId: "notification#1" }]];
  const { written, erase } = pagedTable(pages, 2);
  await expect(erase()).rejects.toBeInstanceOf(DependencyUnavailable);
  expect(written).toEqual(["notification#1#sms"]);
  expect(await erase()).toMatchObject({ notifications: 1, deliveries: 0, other: 0, isAll: true });
  expect(written.slice(1)).toEqual(["notification#1"]);
});

test("no batch has more requests than DynamoDB takes, those of what is kept elsewhere included", async () => {
  const found = Array.from({ length: 30 }, (_, number) => ({
    recordId: `notification#${number}#messenger`,
    provider: "messenger",
    providerMessageId: `m_${number}`,
    updatedAt: time.now().toISOString(),
  }));
  const sizes: number[] = [];
  let left = [...found];
  const send = async ({ input }: { input: Input }) => {
    if (input.RequestItems !== undefined) {
      sizes.push(input.RequestItems.table.length);
      left = [];
    }
    return { Items: left };
  };
  const records = recordsOf({ send } as unknown as DynamoDBDocumentClient);
  expect(await records.removeAll("u-42", time.now(), soon)).toMatchObject({ deliveries: 30 });
  expect(sizes).toEqual([24, 24, 12]);
});
