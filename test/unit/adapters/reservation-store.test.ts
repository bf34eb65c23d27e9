import { createHash } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { dynamoDbReservationStore } from "../../../lambdas/adapters/dynamodb-reservation-store.ts";
import type { FakeDynamoDb } from "../../support/fake-dynamodb.ts";
import { startFakeDynamoDb } from "../../support/fake-dynamodb.ts";
import { VirtualTime } from "../../support/in-memory/virtual-time.ts";
import { acceptedNotification, sent } from "../../support/stored-items.ts";

const time = new VirtualTime();
const now = time.now();
const nowSeconds = now.getTime() / 1_000;
const later = new Date(now.getTime() + 60_000);
const notification = acceptedNotification({ registeredAt: now });
const { id: notificationId } = notification;

let aws: FakeDynamoDb["aws"];
let table: FakeDynamoDb["table"];
let requested: FakeDynamoDb["requested"];
let refuse: FakeDynamoDb["refuse"];

beforeAll(async () => {
  ({ aws, table, requested, refuse } = await startFakeDynamoDb());
});

afterAll(() => aws.close());

beforeEach(() => aws.reset());

const key = "order-1007";
const reservation = {
  key,
  fingerprint: "of a body",
  notificationId,
  registeredAt: now,
  channels: ["sms"],
  leaseUntil: later,
};
const hashOfKey = `idempotency#${createHash("sha256").update(key).digest("base64url")}`;
const reservationKey = { userId: hashOfKey, recordId: hashOfKey };
const reservationItem = {
  ...reservationKey,
  requestHash: "of a body",
  notificationId,
  registeredAt: now.toISOString(),
  channels: ["sms"],
  leaseUntil: later.toISOString(),
  expiresAtEpoch: nowSeconds + 86_400,
};

describe("a reservation", () => {
  const store = () => dynamoDbReservationStore(table, time);

  test("is put where none is kept, under the key's hash", async () => {
    expect(await store().reserve(reservation)).toBeUndefined();
    expect(requested("PutItem")).toEqual({
      TableName: "Notifications",
      Item: reservationItem,
      ConditionExpression: "attribute_not_exists(recordId) OR expiresAtEpoch <= :now",
      values: { ":now": nowSeconds },
      ReturnValuesOnConditionCheckFailure: "ALL_OLD",
    });
    expect(JSON.stringify(aws.calls)).not.toContain(key);
  });

  test("that is kept is given, save where it is its own", async () => {
    refuse("PutItem", { ...reservationItem, notificationId: "another" });
    expect(await store().reserve(reservation)).toEqual({
      ...reservation,
      notificationId: "another",
    });
    refuse("PutItem", reservationItem);
    expect(await store().reserve(reservation)).toBeUndefined();
  });

  test("that is kept and is not given fails the call", async () => {
    refuse("PutItem");
    await expect(store().reserve(reservation)).rejects.toMatchObject({ service: "DynamoDB" });
  });

  test("is found until it has expired", async () => {
    const found = async (expiresAtEpoch: number) => {
      const Item = sent([{ ...reservationItem, expiresAtEpoch }])[0];
      aws.respond("DynamoDB.GetItem", () => ({ Item }));
      return store().find(key);
    };
    expect(await found(nowSeconds + 1)).toEqual(reservation);
    expect(await found(nowSeconds)).toBeUndefined();
    aws.reset();
    expect(await store().find(key)).toBeUndefined();
    expect(requested("GetItem")).toEqual({
      TableName: "Notifications",
      Key: reservationKey,
      ConsistentRead: true,
    });
  });

  test("is taken over from the lease that was seen, by a token of its own", async () => {
    expect(await store().takeOver({ ...reservation, leaseUntil: now }, later)).toBe(true);
    const { values, ...request } = requested("UpdateItem");
    expect(request).toEqual({
      TableName: "Notifications",
      Key: reservationKey,
      UpdateExpression: "SET leaseUntil = :next, writeToken = :token",
      ConditionExpression: "notificationId = :id AND leaseUntil = :seen",
      ReturnValuesOnConditionCheckFailure: "ALL_OLD",
    });
    expect(values).toEqual({
      ":id": notificationId,
      ":seen": now.toISOString(),
      ":next": later.toISOString(),
      ":token": expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
    refuse("UpdateItem", { ...reservationItem, writeToken: "another's" });
    expect(await store().takeOver(reservation, later)).toBe(false);
  });

  test("is released only by whose it is", async () => {
    await store().release(reservation);
    expect(requested("DeleteItem")).toEqual({
      TableName: "Notifications",
      Key: reservationKey,
      ConditionExpression: "notificationId = :id",
      values: { ":id": notificationId },
    });
    refuse("DeleteItem");
    await expect(store().release(reservation)).resolves.toBeUndefined();
  });
});
