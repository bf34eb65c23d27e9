import { describe, expect, test } from "vitest";
import { dynamoDbDeliveryStore } from "../../../lambdas/adapters/dynamodb-delivery-store.ts";
import { dynamoDbHealthStore } from "../../../lambdas/adapters/dynamodb-health-store.ts";
import { dynamoDbMessageIndex } from "../../../lambdas/adapters/dynamodb-message-index.ts";
import { dynamoDbNotificationHistory } from "../../../lambdas/adapters/dynamodb-notification-history.ts";
import { dynamoDbNotificationStore } from "../../../lambdas/adapters/dynamodb-notification-store.ts";
import { dynamoDbPreferenceStore } from "../../../lambdas/adapters/dynamodb-preference-store.ts";
import { dynamoDbReservationStore } from "../../../lambdas/adapters/dynamodb-reservation-store.ts";
import { dynamoDbSuppressionStore } from "../../../lambdas/adapters/dynamodb-suppression-store.ts";
import { dynamoDbThrottleCounter } from "../../../lambdas/adapters/dynamodb-throttle-counter.ts";
import { dynamoDbUserRecords } from "../../../lambdas/adapters/dynamodb-user-records.ts";
import type { Delivery } from "../../../lambdas/core/delivery.ts";
import type { Reservation } from "../../../lambdas/core/idempotency.ts";
import { DependencyUnavailable } from "../../../lambdas/core/ports/unavailable.ts";
import type { FakeClient } from "../../support/fake-client.ts";
import { fakeClient } from "../../support/fake-client.ts";
import { VirtualTime } from "../../support/in-memory/virtual-time.ts";
import { hashing, marks, users } from "../../support/stage-secret.ts";

const time = new VirtualTime();
const now = time.now();
const later = new Date(now.getTime() + 60_000);
const nowSeconds = now.getTime() / 1000;
const reference = { userId: "u-42", notificationId: "01KAS0000000000000000000XD", channel: "sms" };
const reservation: Reservation = {
  key: "order-1",
  fingerprint: "a body",
  notificationId: reference.notificationId,
  registeredAt: now,
  channels: ["sms"],
  leaseUntil: later,
};
const delivery: Delivery = {
  ...reference,
  status: "sending",
  attempts: 1,
  attemptsInRound: 1,
  lastAttempt: false,
  version: 1,
  leaseToken: "token",
  leaseUntil: later,
  updatedAt: now,
  possibleDuplicate: false,
  trail: [],
};
const notification = {
  id: reference.notificationId,
  userId: "u-42",
  message: "Hi",
  addresses: {},
  channels: ["sms"],
  expectsResponse: false,
  registeredAt: now,
};

function tableOf({ client }: FakeClient) {
  return { client, tableName: "table", retentionDays: 30 };
}

describe("a read that decides something is consistent:", () => {
  const deliveryRead = (input: FakeClient["sent"][number]["input"]) => input.RequestItems.table;

  test.each([
    [
      "of a reservation",
      (fake: FakeClient) => dynamoDbReservationStore(tableOf(fake), time).find("order-1"),
    ],
    [
      "of one notification",
      (fake: FakeClient) =>
        dynamoDbNotificationHistory(tableOf(fake), 2, time).find("u-42", notification.id),
    ],
    [
      "of suppressions",
      (fake: FakeClient) =>
        dynamoDbSuppressionStore(tableOf(fake), time, hashing).listSuppressions("u-42"),
    ],
    [
      "of preferences",
      (fake: FakeClient) => dynamoDbPreferenceStore(tableOf(fake)).preferencesOf("u-42"),
    ],
    [
      "of what is to be erased",
      (fake: FakeClient) =>
        dynamoDbUserRecords(tableOf(fake), {
          clock: time,
          pause: (ms) => time.pause(ms),
          marks,
        }).removeAll("u-42", now, later),
    ],
  ])("%s", async (_, read) => {
    const fake = fakeClient();
    await read(fake);
    const reads = fake.sent.filter(({ command }) => command !== "PutCommand");
    expect(reads.map(({ input }) => input.ConsistentRead)).toEqual([true]);
  });

  test("of a delivery", async () => {
    const fake = fakeClient();
    await dynamoDbDeliveryStore(tableOf(fake), time, hashing).read(reference);
    expect(fake.sent.map(({ input }) => deliveryRead(input).ConsistentRead)).toEqual([true]);
  });
});

describe("the time after which DynamoDB may remove a record is in seconds:", () => {
  const day = 86_400;

  test.each([
    [
      "a notification's",
      30 * day,
      (fake: FakeClient) =>
        dynamoDbNotificationStore(tableOf(fake), time, marks).add(notification, now),
    ],
    [
      "a delivery's",
      30 * day,
      (fake: FakeClient) =>
        dynamoDbDeliveryStore(tableOf(fake), time, hashing).write(delivery, now),
    ],
    [
      "a reservation's",
      day,
      (fake: FakeClient) => dynamoDbReservationStore(tableOf(fake), time).reserve(reservation),
    ],
    [
      "a message id's",
      2 * day,
      (fake: FakeClient) =>
        dynamoDbMessageIndex(tableOf(fake), time, users).remember("x", "m", reference),
    ],
  ])("%s", async (_, seconds, write) => {
    const fake = fakeClient();
    await write(fake);
    expect(fake.sent.map(({ input }) => input.Item.expiresAtEpoch)).toEqual([nowSeconds + seconds]);
  });

  test("a counter's", async () => {
    const fake = fakeClient(() => ({ Attributes: { count: 1 } }));
    expect(
      await dynamoDbThrottleCounter({ ...tableOf(fake), once: fake.client }, time).take(
        "u-42",
        "w",
        3,
      ),
    ).toBe(2);
    const values = fake.sent.map(({ input }) => input.ExpressionAttributeValues);
    expect(values.map((each) => each[":expiresAtEpoch"])).toEqual([nowSeconds + 7_200]);
  });

  test("what has expired by then is not there for a reservation", async () => {
    const fake = fakeClient();
    await dynamoDbReservationStore(tableOf(fake), time).reserve(reservation);
    expect(fake.sent[0]?.input.ExpressionAttributeValues).toEqual({ ":now": nowSeconds });
  });
});

test("a page reads no more than it may show: deliveries, inbox records, and the one before", async () => {
  const fake = fakeClient();
  await dynamoDbNotificationHistory(tableOf(fake), 2, time).list("u-42", { limit: 25 });
  expect(fake.sent.map(({ input }) => input.Limit)).toEqual([76]);
});

test("a batch of deletions holds 25 at most, and all are made", async () => {
  let left = Array.from({ length: 60 }, (_, index) => `throttle#${index}`);
  const fake = fakeClient(({ command, input }) => {
    if (command === "QueryCommand") {
      return { Items: left.map((recordId) => ({ recordId })) };
    }
    if (command === "PutCommand") {
      return {};
    }
    const removed = input.RequestItems.table.map(
      ({ DeleteRequest }: { DeleteRequest: { Key: { recordId: string } } }) =>
        DeleteRequest.Key.recordId,
    );
    left = left.filter((recordId) => !removed.includes(recordId));
    return {};
  });
  const removed = await dynamoDbUserRecords(tableOf(fake), {
    clock: time,
    pause: (ms) => time.pause(ms),
    marks,
  }).removeAll("u-42", now, later);
  expect(removed).toMatchObject({ other: 60, isAll: true });
  const batches = fake.sent.filter(({ command }) => command === "BatchWriteCommand");
  expect(batches.map(({ input }) => input.RequestItems.table.length)).toEqual([25, 25, 10]);
});

describe("a batch of reads", () => {
  const providers = (count: number) => Array.from({ length: count }, (_, index) => `p${index}`);
  const openUntil = now.toISOString();
  type Key = { provider: string };

  /** A table that processes only so many keys of each call. */
  function sparingTable(perCall: number) {
    return fakeClient(({ input }) => {
      const { Keys } = input.RequestItems.table as { Keys: Key[] };
      const rest = Keys.slice(perCall);
      return {
        Responses: { table: Keys.slice(0, perCall).map((key) => ({ ...key, openUntil })) },
        UnprocessedKeys: rest.length > 0 ? { table: { Keys: rest } } : {},
      };
    });
  }

  async function readOf({ client }: FakeClient, count: number): Promise<string[]> {
    const records = await dynamoDbHealthStore(client, "table").read(providers(count));
    return records.map(({ provider }) => provider);
  }

  test("holds 100 keys at most", async () => {
    const fake = sparingTable(100);
    expect(await readOf(fake, 201)).toEqual(providers(201));
    const sizes = fake.sent.map(({ input }) => input.RequestItems.table.Keys.length);
    expect(sizes).toEqual([100, 100, 1]);
  });

  test("asks again for what was left unprocessed, and only for that", async () => {
    const fake = sparingTable(2);
    expect(await readOf(fake, 5)).toEqual(providers(5));
    const sizes = fake.sent.map(({ input }) => input.RequestItems.table.Keys.length);
    expect(sizes).toEqual([5, 3, 1]);
  });

  test("is never a part: what stays unprocessed fails it", async () => {
    const fake = sparingTable(0);
    await expect(readOf(fake, 2)).rejects.toBeInstanceOf(DependencyUnavailable);
    expect(fake.sent).toHaveLength(4);
  });

  test("of a delivery asks again consistently", async () => {
    const fake = fakeClient(({ input }) => {
      const { Keys } = input.RequestItems.table;
      return Keys.length > 1 ? { UnprocessedKeys: { table: { Keys: Keys.slice(1) } } } : {};
    });
    expect(await dynamoDbDeliveryStore(tableOf(fake), time, hashing).read(reference)).toEqual({});
    expect(fake.sent.map(({ input }) => input.RequestItems.table.ConsistentRead)).toEqual([
      true,
      true,
      true,
    ]);
  });
});
