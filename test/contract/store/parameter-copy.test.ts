import { PutCommand } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from "vitest";
import { dynamoDbParameterCopy } from "../../../lambdas/adapters/dynamodb-parameter-copy.ts";
import type { CopiedParameters, ParameterCopy } from "../../../lambdas/core/ports/parameters.ts";
import { InMemoryParameterCopy } from "../../support/in-memory/parameter-copy.ts";
import type { TestTable } from "../../support/tables.ts";
import { createNotificationsTable } from "../../support/tables.ts";

let table: TestTable;

beforeAll(async () => {
  table = await createNotificationsTable(inject("awsEndpoint"));
});

afterAll(() => table.drop());

const at = (second: number) => new Date(Date.UTC(2026, 10, 23, 15, 0, second));
const never = new Date(0);

function copyAt(second: number, list = "sms"): CopiedParameters {
  const texts = new Map([
    ["/herald/test/list", list],
    ["/herald/test/absent", null],
  ]);
  return { texts, writtenAt: at(second) };
}

describe.each([
  ["in memory", () => new InMemoryParameterCopy()],
  ["DynamoDB", () => dynamoDbParameterCopy(table, crypto.randomUUID())],
])("a copy of parameters %s", (_, create: () => ParameterCopy) => {
  let copy: ParameterCopy;

  beforeEach(() => {
    copy = create();
  });

  test("is not there until it is written, and is then read as it was", async () => {
    expect(await copy.read()).toBeUndefined();
    expect(await copy.write(copyAt(1), never)).toEqual(at(1));
    expect(await copy.read()).toEqual(copyAt(1));
  });

  test("with the same texts is written again only when it is due", async () => {
    await copy.write(copyAt(1), never);
    expect(await copy.write(copyAt(2), at(1))).toEqual(at(1));
    expect(await copy.read()).toEqual(copyAt(1));
    expect(await copy.write(copyAt(3), at(2))).toEqual(at(3));
    expect(await copy.read()).toEqual(copyAt(3));
  });

  test("with other texts is written at once", async () => {
    await copy.write(copyAt(1), never);
    expect(await copy.write(copyAt(2, "email"), never)).toEqual(at(2));
    expect(await copy.read()).toEqual(copyAt(2, "email"));
  });
});

test("a copy in DynamoDB is one kind of function's, and ends 30 days after it was written", async () => {
  const reader = crypto.randomUUID();
  await dynamoDbParameterCopy(table, reader).write(copyAt(1), never);
  expect(await dynamoDbParameterCopy(table, "other").read()).toBeUndefined();
  const puts: PutCommand[] = [];
  const send = async (command: PutCommand) => puts.push(command);
  const client = { send } as unknown as TestTable["client"];
  await dynamoDbParameterCopy({ client, tableName: "table" }, reader).write(copyAt(1), never);
  expect(puts[0]?.input.Item?.["expiresAtEpoch"]).toBe(at(1).getTime() / 1000 + 30 * 86_400);
});

test("a copy in DynamoDB that another release wrote and this one does not understand is none", async () => {
  const reader = crypto.randomUUID();
  const id = `configuration#${reader}`;
  const Item = { userId: id, recordId: id, texts: { list: "sms" }, writtenAt: at(1).toISOString() };
  await table.client.send(new PutCommand({ TableName: table.tableName, Item }));
  expect(await dynamoDbParameterCopy(table, reader).read()).toBeUndefined();
});
