import type { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { expect, test } from "vitest";
import { dynamoDbUserRecords } from "../../../lambdas/adapters/dynamodb-user-records.ts";
import { VirtualTime } from "../../support/in-memory/virtual-time.ts";

const time = new VirtualTime();
const soon = new Date(time.now().getTime() + 60_000);

interface Request {
  readonly DeleteRequest: { readonly Key: { readonly recordId: string } };
}

/** A table that leaves all but the first request of every batch unprocessed. */
function busyTable(recordIds: string[]) {
  const batches: number[] = [];
  const send = async ({ input }: { input: { RequestItems?: { table: Request[] } } }) => {
    if (input.RequestItems === undefined) {
      return { Items: recordIds.map((recordId) => ({ recordId })) };
    }
    const [first, ...rest] = input.RequestItems.table;
    batches.push(rest.length + 1);
    recordIds.splice(recordIds.indexOf(first?.DeleteRequest.Key.recordId ?? ""), 1);
    return { UnprocessedItems: rest.length > 0 ? { table: rest } : {} };
  };
  const client = { send } as unknown as DynamoDBDocumentClient;
  return { batches, records: dynamoDbUserRecords({ client, tableName: "table" }, time) };
}

test("what DynamoDB leaves unprocessed is sent again", async () => {
  const { batches, records } = busyTable(["notification#1", "notification#1#sms", "throttle#x"]);
  expect(await records.removeAll("u-42", soon)).toEqual({
    notifications: 1,
    deliveries: 1,
    other: 1,
    isAll: true,
  });
  expect(batches).toEqual([3, 2, 1]);
});

test("when the time is up, it says that records are left", async () => {
  const { records } = busyTable(["notification#1", "notification#2"]);
  expect(await records.removeAll("u-42", time.now())).toMatchObject({ isAll: false });
});
