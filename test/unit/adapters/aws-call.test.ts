import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import { describe, expect, test } from "vitest";
import { awsCall, awsClientOptions } from "../../../lambdas/adapters/aws-call.ts";
import { isWrittenBy, writeConditionally } from "../../../lambdas/adapters/conditional-write.ts";
import { dynamoDbHealthStore } from "../../../lambdas/adapters/dynamodb-health-store.ts";
import { dynamoDbMessageIndex } from "../../../lambdas/adapters/dynamodb-message-index.ts";
import { dynamoDbNotificationHistory } from "../../../lambdas/adapters/dynamodb-notification-history.ts";
import { dynamoDbNotificationStore } from "../../../lambdas/adapters/dynamodb-notification-store.ts";
import { dynamoDbParameterCopy } from "../../../lambdas/adapters/dynamodb-parameter-copy.ts";
import { dynamoDbPreferenceStore } from "../../../lambdas/adapters/dynamodb-preference-store.ts";
import { dynamoDbReservationStore } from "../../../lambdas/adapters/dynamodb-reservation-store.ts";
import { dynamoDbSuppressionStore } from "../../../lambdas/adapters/dynamodb-suppression-store.ts";
import { dynamoDbThrottleCounter } from "../../../lambdas/adapters/dynamodb-throttle-counter.ts";
import { dynamoDbUserRecords } from "../../../lambdas/adapters/dynamodb-user-records.ts";
import { DependencyUnavailable } from "../../../lambdas/core/ports/unavailable.ts";
import { fakeClient } from "../../support/fake-client.ts";
import { VirtualTime } from "../../support/in-memory/virtual-time.ts";
import { hashing, marks, users } from "../../support/stage-secret.ts";

const failure = new Error("throttled");
const refusal = new ConditionalCheckFailedException({
  message: "no",
  $metadata: {},
  Item: { writeToken: { S: "own" } },
});

test("a call gives what it came to", async () => {
  expect(await awsCall("SQS", async () => 7)).toBe(7);
});

test("a call that fails, whatever with, is the service's", async () => {
  for (const error of [failure, "text", undefined]) {
    const result = awsCall("SQS", () => Promise.reject(error));
    await expect(result).rejects.toBeInstanceOf(DependencyUnavailable);
    await expect(result).rejects.toMatchObject({ service: "SQS", cause: error });
  }
});

test("the SDK has time for each of its tries within a function's time", () => {
  const { maxAttempts, requestHandler } = awsClientOptions;
  expect(maxAttempts * requestHandler.requestTimeout).toBeLessThanOrEqual(6_000);
  expect(requestHandler.throwOnRequestTimeout).toBe(true);
});

describe("a conditional write", () => {
  test("that is made gives its output", async () => {
    expect(await writeConditionally(async () => 7)).toEqual({ isWritten: true, output: 7 });
  });

  test("whose condition is not met gives what was found", async () => {
    const write = await writeConditionally(() => Promise.reject(refusal));
    expect(write).toEqual({ isWritten: false, found: { writeToken: "own" } });
    expect([isWrittenBy(write, "own"), isWrittenBy(write, "another's")]).toEqual([true, false]);
  });

  test("that fails otherwise is DynamoDB's", async () => {
    const write = writeConditionally(() => Promise.reject(failure));
    await expect(write).rejects.toMatchObject({ service: "DynamoDB", cause: failure });
  });
});

describe("every call of DynamoDB that fails is told:", () => {
  const { client } = fakeClient(() => {
    throw failure;
  });
  const table = { client, tableName: "table", retentionDays: 30 };
  const counters = { ...table, once: client };
  const time = new VirtualTime();
  const now = time.now();
  const reference = { userId: "u", notificationId: "01KAS0000000000000000000XD", channel: "sms" };
  const suppression = { reason: "bounced", provider: "ses", at: now } as const;
  const reservation = {
    key: "k",
    fingerprint: "f",
    notificationId: reference.notificationId,
    registeredAt: now,
    channels: [],
    leaseUntil: now,
  };
  const notification = {
    id: reference.notificationId,
    userId: "u",
    message: "Hi",
    addresses: {},
    channels: [],
    expectsResponse: false,
    registeredAt: now,
  };
  const health = { provider: "p", state: "closed", openUntil: now, failures: 0 } as const;
  const history = dynamoDbNotificationHistory(table, 1, time);
  const reservations = dynamoDbReservationStore(table, time);
  const suppressions = dynamoDbSuppressionStore(table, time, hashing);
  const preferences = dynamoDbPreferenceStore(table);
  const messages = dynamoDbMessageIndex(table, time, users);
  const records = dynamoDbHealthStore(client, "table");
  const copy = dynamoDbParameterCopy(table, "intake");
  const texts = { texts: new Map(), writtenAt: now };

  test.each<[string, () => Promise<unknown>]>([
    ["add", () => dynamoDbNotificationStore(table, time, marks).add(notification, now)],
    ["list", () => history.list("u", { limit: 1 })],
    ["find", () => history.find("u", notification.id)],
    ["reserve", () => reservations.reserve(reservation)],
    ["find a reservation", () => reservations.find("k")],
    ["take over", () => reservations.takeOver(reservation, now)],
    ["release", () => reservations.release(reservation)],
    ["suppress", () => suppressions.suppress(notification, "h", suppression)],
    ["list suppressions", () => suppressions.listSuppressions("u")],
    ["lift", () => suppressions.lift("u", "h", now)],
    ["read preferences", () => preferences.preferencesOf("u")],
    [
      "set preferences",
      () =>
        preferences.setPreferences("u", { channels: { sms: true } }, { since: now, by: "link" }),
    ],
    [
      "complain",
      () => preferences.complain({ userId: "u", id: notification.id, category: "c" }, now),
    ],
    ["take", () => dynamoDbThrottleCounter(counters, time).take("u", "w", 1)],
    ["remember", () => messages.remember("p", "m", reference)],
    ["find a message", () => messages.find("p", "m")],
    [
      "remove",
      () =>
        dynamoDbUserRecords(table, { clock: time, pause: (ms) => time.pause(ms), marks }).removeAll(
          "u",
          now,
          now,
        ),
    ],
    ["read health", () => records.read(["p"])],
    ["write health", () => records.write(health, undefined)],
    ["read a copy", () => copy.read()],
    ["write a copy", () => copy.write(texts, now)],
  ])("%s", async (_, call) => {
    await expect(call()).rejects.toMatchObject({ service: "DynamoDB", cause: failure });
  });
});
