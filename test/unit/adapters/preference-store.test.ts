import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { dynamoDbDeliveryStore } from "../../../lambdas/adapters/dynamodb-delivery-store.ts";
import { dynamoDbPreferenceStore } from "../../../lambdas/adapters/dynamodb-preference-store.ts";
import { suppressionsIn } from "../../../lambdas/adapters/dynamodb-suppression-items.ts";
import { DependencyUnavailable } from "../../../lambdas/core/ports/unavailable.ts";
import { AwsFailure } from "../../support/fake-aws.ts";
import type { FakeDynamoDb } from "../../support/fake-dynamodb.ts";
import { startFakeDynamoDb } from "../../support/fake-dynamodb.ts";
import { VirtualTime } from "../../support/in-memory/virtual-time.ts";
import { hashing } from "../../support/stage-secret.ts";
import { acceptedNotification, sent } from "../../support/stored-items.ts";

const time = new VirtualTime();
const since = time.now();
const kept = { isOn: false, since: since.toISOString(), by: "link" };
const notification = acceptedNotification({ registeredAt: since });
const { userId, id } = notification;
const Key = { userId, recordId: "suppressions" };

let aws: FakeDynamoDb["aws"];
let table: FakeDynamoDb["table"];
let requested: FakeDynamoDb["requested"];

beforeAll(async () => {
  ({ aws, table, requested } = await startFakeDynamoDb());
});

afterAll(() => aws.close());

beforeEach(() => aws.reset());

const store = () => dynamoDbPreferenceStore(table);
const operations = () => aws.calls.map(({ operation }) => operation);

describe("preferences", () => {
  test("are read consistently from the user's one item, whatever else is in it", async () => {
    const item = { ...Key, h: { reason: "bounced" }, categories: { digest: kept }, future: {} };
    aws.respond("DynamoDB.GetItem", () => ({ Item: sent([item])[0] }));
    expect(await store().preferencesOf(userId)).toEqual({
      categories: new Map([["digest", { isOn: false, since, by: "link" }]]),
      channels: new Map(),
    });
    expect(requested("GetItem")).toEqual({ TableName: "Notifications", ConsistentRead: true, Key });
  });

  test("come with a delivery's one read", async () => {
    const item = { ...Key, channels: { sms: kept } };
    aws.respond("DynamoDB.BatchGetItem", () => ({
      Responses: { Notifications: sent([item]) },
    }));
    const deliveries = dynamoDbDeliveryStore(table, time, hashing);
    const reference = { userId, notificationId: id, channel: "sms" };
    expect(await deliveries.read(reference, [])).toEqual({
      preferences: {
        categories: new Map(),
        channels: new Map([["sms", { isOn: false, since, by: "link" }]]),
      },
    });
    expect(operations()).toEqual(["DynamoDB.BatchGetItem"]);
  });

  test("are no suppressions to who reads these, whatever they are called", () => {
    const ofUser = { ...Key, categories: { at: kept }, channels: { at: kept } };
    expect(suppressionsIn({ ofUser, ofAddresses: new Map() }, since)).toEqual(new Map());
  });

  test("are set each by its name, all at once, and shown as they are then", async () => {
    const after = { ...Key, categories: { digest: kept, marketing: { ...kept, isOn: true } } };
    aws.respond("DynamoDB.UpdateItem", () => ({ Attributes: sent([after])[0] }));
    const changes = { categories: { digest: false, marketing: true }, channels: { sms: true } };
    const { categories } = await store().setPreferences(userId, changes, { since, by: "link" });
    expect([...categories.keys()]).toEqual(["digest", "marketing"]);
    expect(requested("UpdateItem")).toEqual({
      TableName: "Notifications",
      Key,
      UpdateExpression: "SET categories.#0 = :0, categories.#1 = :1, channels.#2 = :2",
      ConditionExpression: "attribute_exists(categories) AND attribute_exists(channels)",
      ExpressionAttributeNames: { "#0": "digest", "#1": "marketing", "#2": "sms" },
      values: { ":0": kept, ":1": { ...kept, isOn: true }, ":2": { ...kept, isOn: true } },
      ReturnValues: "ALL_NEW",
    });
  });

  test("are set once their maps are there", async () => {
    let count = 0;
    aws.respond("DynamoDB.UpdateItem", () => {
      count += 1;
      if (count === 1) {
        throw new AwsFailure("ConditionalCheckFailedException");
      }
      return { Attributes: sent([{ ...Key, categories: { digest: kept } }])[0] };
    });
    const changes = { categories: { digest: false } };
    await store().setPreferences(userId, changes, { since, by: "link" });
    const inputs = aws.inputsOf("DynamoDB.UpdateItem");
    expect(inputs).toHaveLength(3);
    expect(inputs[1].UpdateExpression).toBe(
      "SET categories = if_not_exists(categories, :categories), channels = if_not_exists(channels, :channels)",
    );
  });

  test("are set by no more than three tries", async () => {
    aws.respond("DynamoDB.UpdateItem", ({ ConditionExpression }) => {
      if (ConditionExpression !== undefined) {
        throw new AwsFailure("ConditionalCheckFailedException");
      }
      return {};
    });
    const changes = { categories: { digest: false } };
    const set = store().setPreferences(userId, changes, { since, by: "link" });
    await expect(set).rejects.toBeInstanceOf(DependencyUnavailable);
    expect(operations()).toHaveLength(6);
  });
});

test("a complaint turns the category off beside a look at its notification, twice", async () => {
  await store().complain({ userId, id, category: "digest" }, since);
  const transactions = aws.inputsOf("DynamoDB.TransactWriteItems");
  expect(transactions).toHaveLength(2);
  for (const { TransactItems } of transactions) {
    const [{ ConditionCheck }] = TransactItems;
    expect(ConditionCheck.Key.recordId).toEqual({ S: `notification#${id}` });
  }
  const [, { Update }] = transactions[1].TransactItems;
  expect(Update.ConditionExpression).toBe(
    "attribute_exists(categories) AND (attribute_not_exists(categories.#0) OR categories.#0.#since < :at)",
  );
});
