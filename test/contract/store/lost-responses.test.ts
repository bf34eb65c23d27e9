import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from "vitest";
import { dynamoDbAddressCounter } from "../../../lambdas/adapters/dynamodb-address-counter.ts";
import { dynamoDbHealthStore } from "../../../lambdas/adapters/dynamodb-health-store.ts";
import { dynamoDbNotificationStore } from "../../../lambdas/adapters/dynamodb-notification-store.ts";
import { dynamoDbReservationStore } from "../../../lambdas/adapters/dynamodb-reservation-store.ts";
import { dynamoDbSuppressionStore } from "../../../lambdas/adapters/dynamodb-suppression-store.ts";

import type { HealthRecord } from "../../../lambdas/core/health-record.ts";
import type { Reservation } from "../../../lambdas/core/idempotency.ts";
import type { Notification } from "../../../lambdas/core/notification.ts";
import { emulatorClientConfig } from "../../../local/aws.ts";
import type { AwsRecorder } from "../../support/aws-recorder.ts";
import { startAwsRecorder } from "../../support/aws-recorder.ts";
import { VirtualTime } from "../../support/in-memory/virtual-time.ts";
import { notificationOf } from "../../support/records.ts";
import { hashing, marks } from "../../support/stage-secret.ts";
import type { TestTable } from "../../support/tables.ts";
import { createHealthTable, createNotificationsTable } from "../../support/tables.ts";

const time = new VirtualTime();
let recorder: AwsRecorder;
let notifications: TestTable;
let health: TestTable;
/** How many responses the line loses from now on. */
let toLose = 0;

beforeAll(async () => {
  const losing = { sends: () => true, responses: () => toLose-- <= 0 };
  recorder = await startAwsRecorder(inject("awsEndpoint"), losing);
  notifications = await createNotificationsTable(recorder.url);
  health = await createHealthTable(recorder.url);
});

beforeEach(() => {
  recorder.calls.length = 0;
});

afterAll(async () => {
  toLose = 0;
  await Promise.all([notifications.drop(), health.drop()]);
  await recorder.close();
});

/** Does `write` while the response to its call is lost, so that the SDK makes the call again. */
async function withLostResponse(write: () => Promise<boolean>): Promise<boolean> {
  toLose = 1;
  const isWritten = await write();
  expect(recorder.calls.slice(-2).map(({ operation }) => operation)).toEqual([
    recorder.calls.at(-1)?.operation,
    recorder.calls.at(-1)?.operation,
  ]);
  return isWritten;
}

describe("a key that is taken over", () => {
  const reservations = () => dynamoDbReservationStore(notifications, time);
  const later = (seconds: number) => new Date(time.now().getTime() + seconds * 1_000);
  let first: Reservation;

  beforeEach(async () => {
    first = {
      key: crypto.randomUUID(),
      fingerprint: "a body",
      notificationId: "01KAS0000000000000000000XD",
      registeredAt: time.now(),
      channels: ["sms"],
      leaseUntil: later(10),
    };
    await reservations().reserve(first);
  });

  test("is the caller's though the response was lost", async () => {
    expect(await withLostResponse(() => reservations().takeOver(first, later(20)))).toBe(true);
    expect(await reservations().find(first.key)).toEqual({ ...first, leaseUntil: later(20) });
  });

  test("is not another caller's, though it asked for the same time", async () => {
    await reservations().takeOver(first, later(20));
    expect(await withLostResponse(() => reservations().takeOver(first, later(20)))).toBe(false);
  });
});

test("slots are given back once at most: not again where the response was lost", async () => {
  const config = { ...emulatorClientConfig(recorder.url), maxAttempts: 1 };
  const once = DynamoDBDocumentClient.from(new DynamoDBClient(config));
  const counter = dynamoDbAddressCounter({ ...notifications, once }, hashing);
  const hash = crypto.randomUUID();
  const noon = new Date("2026-11-23T12:00:00Z");
  await counter.take(hash, noon, 3, { hour: 5 });
  toLose = 1;
  await expect(counter.release(hash, noon, 1)).rejects.toMatchObject({ service: "DynamoDB" });
  expect(await counter.used(hash, noon)).toEqual({ hour: 2, day: 2 });
  once.destroy();
});

describe("a suppression that is lifted", () => {
  const suppressions = () => dynamoDbSuppressionStore(notifications, time, hashing);
  const at = (second: number) => new Date(Date.UTC(2026, 10, 23, 15, 0, second));
  const bounced = { reason: "bounced", provider: "ses", at: at(1) } as const;
  let userId: string;
  let hash: string;
  let of: Notification;

  beforeEach(async () => {
    [userId, hash] = [crypto.randomUUID(), crypto.randomUUID()];
    of = notificationOf({ userId, notificationId: "1" });
    await dynamoDbNotificationStore({ ...notifications, retentionDays: 30 }, time, marks).add(
      of,
      time.now(),
    );
    await suppressions().suppress(of, hash, bounced);
  });

  test("is lifted though the response was lost", async () => {
    expect(await withLostResponse(() => suppressions().lift(userId, hash, at(2)))).toBe(true);
    expect(await suppressions().listSuppressions(userId)).toEqual(new Map());
  });

  test("that was lifted before is not lifted again", async () => {
    await suppressions().lift(userId, hash, at(2));
    expect(await withLostResponse(() => suppressions().lift(userId, hash, at(3)))).toBe(false);
  });

  test("by a call that comes twice lets a suppression stand that came between", async () => {
    await suppressions().lift(userId, hash, at(2));
    await suppressions().suppress(of, hash, { ...bounced, at: at(3) });
    expect(await suppressions().lift(userId, hash, at(2))).toBe(true);
    expect([...(await suppressions().listSuppressions(userId)).keys()]).toEqual([hash]);
    expect(await suppressions().lift(userId, hash, at(4))).toBe(true);
  });
});

describe("a probe that is elected", () => {
  const records = () => dynamoDbHealthStore(health.client, health.tableName);
  let open: HealthRecord;
  let probing: HealthRecord;

  beforeEach(async () => {
    open = {
      provider: crypto.randomUUID(),
      state: "open",
      openUntil: new Date("2026-11-23T15:21:00.000Z"),
      failures: 1,
      lastError: "unknown: timeout",
    };
    probing = { ...open, openUntil: new Date("2026-11-23T15:22:00.000Z") };
    await records().write(open, undefined);
  });

  test("is elected though the response was lost", async () => {
    expect(await withLostResponse(() => records().write(probing, open))).toBe(true);
    expect(await records().read([open.provider])).toEqual([probing]);
  });

  test("is not elected again by another that asked for the same time", async () => {
    await records().write(probing, open);
    expect(await withLostResponse(() => records().write(probing, open))).toBe(false);
  });
});
