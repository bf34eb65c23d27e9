import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { expect, test } from "vitest";
import { dynamoDbUserRecords } from "../../../lambdas/adapters/dynamodb-user-records.ts";
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
