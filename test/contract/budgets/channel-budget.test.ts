import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { ulid } from "ulid";
import { afterAll, beforeAll, beforeEach, expect, inject, test } from "vitest";
import { deliveryMessageAttributes } from "../../../lambdas/adapters/delivery-message.ts";
import { dynamoDbNotificationStore } from "../../../lambdas/adapters/dynamodb-notification-store.ts";
import { dynamoDbPreferenceStore } from "../../../lambdas/adapters/dynamodb-preference-store.ts";
import type { Addresses } from "../../../lambdas/core/address.ts";
import { addressHashesOf } from "../../../lambdas/core/suppression.ts";
import { systemClock } from "../../../lambdas/runtime/system.ts";
import { emulatorClientConfig } from "../../../local/aws.ts";
import { localProviderSettings } from "../../../local/simulator/settings.ts";
import { startSimulator } from "../../../local/simulator/simulator.ts";
import type { AwsRecorder } from "../../support/aws-recorder.ts";
import { startAwsRecorder } from "../../support/aws-recorder.ts";
import { startChannelFunction } from "../../support/channel-function.ts";
import { hashing, marks } from "../../support/stage-secret.ts";
import type { TestStage } from "../../support/test-stage.ts";
import { createTestStage, invocationContext } from "../../support/test-stage.ts";

let stage: TestStage;
let recorder: AwsRecorder;
let simulator: Awaited<ReturnType<typeof startSimulator>>;
let sqs: SQSClient;
let receiveBatch: () => Promise<number>;

beforeAll(async () => {
  const endpoint = inject("awsEndpoint");
  stage = await createTestStage(endpoint, { sms: ["twilio"] });
  recorder = await startAwsRecorder(endpoint);
  simulator = await startSimulator({ port: 0, awsEndpoint: endpoint });
  sqs = new SQSClient(emulatorClientConfig(endpoint));
  const { twilio } = localProviderSettings(simulator.url);
  await stage.putParameter("providers/twilio", JSON.stringify(twilio));
  const channel = { channel: "sms", providers: ["twilio"] };
  const handler = await startChannelFunction(stage, recorder.url, channel);
  receiveBatch = async () => {
    const event = await stage.receive("sms");
    recorder.calls.length = 0;
    const { batchItemFailures } = await handler(event, invocationContext());
    return batchItemFailures.length;
  };
  await queue(1);
  await receiveBatch();
});

/** Keeps a batch away for the function's time. */
const hold = "SQS.ChangeMessageVisibilityBatch";

/** The calls of an attempt; health records are read by the clock, not by the delivery. */
function callsOfAttempts() {
  const { tableName } = stage.healthTable;
  return recorder.calls.filter(({ input }) => !JSON.stringify(input).includes(tableName));
}

beforeEach(async () => {
  await fetch(`${simulator.url}/_control`, { method: "DELETE" });
});

afterAll(async () => {
  sqs.destroy();
  await simulator.close();
  await recorder.close();
  await stage.remove();
});

const phoneNumber = "+48600100200";

/** @param says whether the messages say the marks of the addresses, as intake's do. */
async function queue(
  count: number,
  says: "marks" | "ids" = "marks",
  addresses: Addresses = { phoneNumber },
): Promise<void> {
  const hashes = says === "marks" ? addressHashesOf(hashing, addresses) : [];
  const store = dynamoDbNotificationStore(
    { ...stage.table, retentionDays: 30 },
    systemClock,
    marks,
  );
  for (let made = 0; made < count; made += 1) {
    const id = ulid();
    await store.add(
      {
        id,
        userId: "u-42",
        message: "Your order is ready",
        addresses,
        channels: ["sms"],
        expectsResponse: false,
        registeredAt: new Date(),
      },
      new Date(),
    );
    const body = { userId: "u-42", notificationId: id, channel: "sms" };
    const QueueUrl = stage.queueUrls["sms"];
    const MessageAttributes = deliveryMessageAttributes(hashes.map(hashing.addressMark));
    await sqs.send(
      new SendMessageCommand({ QueueUrl, MessageBody: JSON.stringify(body), MessageAttributes }),
    );
  }
}

/** The calls of an attempt, without the one that holds its batch. */
function callsOfDeliveries() {
  return callsOfAttempts().filter(({ operation }) => operation !== hold);
}

test("a delivery makes 3 calls, one consistent read among them, and writes 2 units", async () => {
  await queue(1);
  expect(await receiveBatch()).toBe(0);
  expect(callsOfDeliveries()).toMatchObject([
    {
      operation: "DynamoDB.BatchGetItem",
      input: { RequestItems: { [stage.table.tableName]: { ConsistentRead: true } } },
    },
    { operation: "DynamoDB.PutItem", writeUnits: 1 },
    { operation: "DynamoDB.PutItem", writeUnits: 1 },
  ]);
});

test("a message that says no marks, an older release's or a redriven one, costs one read more", async () => {
  await queue(1, "ids");
  expect(await receiveBatch()).toBe(0);
  expect(callsOfDeliveries().map(({ operation }) => operation)).toEqual([
    "DynamoDB.BatchGetItem",
    "DynamoDB.BatchGetItem",
    "DynamoDB.PutItem",
    "DynamoDB.PutItem",
  ]);
});

test("a delivery to ten addresses makes the same 3 calls, the suppressions of all among them", async () => {
  const numbers = Array.from({ length: 10 }, (_, index) => `+4860010020${index}`);
  await queue(1, "marks", { phoneNumber: numbers });
  expect(await receiveBatch()).toBe(0);
  const [read, ...writes] = callsOfDeliveries();
  expect(read).toMatchObject({ operation: "DynamoDB.BatchGetItem" });
  expect(JSON.stringify(read?.input).match(/suppressed#/g)?.length).toBeGreaterThanOrEqual(10);
  // What ten calls came to is more than 1 KB.
  expect(writes).toMatchObject([
    { operation: "DynamoDB.PutItem", writeUnits: 1 },
    { operation: "DynamoDB.PutItem", writeUnits: 2 },
  ]);
});

test("a delivery that its user does not want makes 2 calls, the preferences in its one read", async () => {
  const preferences = dynamoDbPreferenceStore(stage.table);
  const stamp = { since: systemClock.now(), by: "link" } as const;
  await preferences.setPreferences("u-42", { channels: { sms: false } }, stamp);
  await queue(1);
  expect(await receiveBatch()).toBe(0);
  await preferences.setPreferences("u-42", { channels: { sms: true } }, stamp);
  expect(callsOfDeliveries()).toMatchObject([
    { operation: "DynamoDB.BatchGetItem" },
    { operation: "DynamoDB.PutItem", writeUnits: 1 },
  ]);
});

test("a full batch makes 3 calls for each delivery, and 1 more", async () => {
  await queue(10);
  expect(await receiveBatch()).toBe(0);
  expect(callsOfDeliveries()).toHaveLength(30);
  expect(callsOfAttempts()).toHaveLength(31);
});

test("health records are read at most once in a batch", async () => {
  await queue(10);
  await receiveBatch();
  expect(recorder.calls.length - callsOfAttempts().length).toBeLessThanOrEqual(1);
});

async function haveTwilio(behavior: "server-error" | "bad-credentials"): Promise<void> {
  await fetch(`${simulator.url}/_control/twilio`, {
    method: "PUT",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ behavior }),
  });
}

test("an attempt that nobody accepts costs one call more, to put the message back", async () => {
  await haveTwilio("server-error");
  await queue(1);
  expect(await receiveBatch()).toBe(1);
  expect(callsOfDeliveries().map(({ operation }) => operation)).toEqual([
    "DynamoDB.BatchGetItem",
    "DynamoDB.PutItem",
    "DynamoDB.PutItem",
    "SQS.ChangeMessageVisibility",
  ]);
});

test("that a provider is misconfigured is written once, and what clears it once", async () => {
  const healthWrites = () =>
    recorder.calls.filter(
      ({ operation, input }) =>
        operation === "DynamoDB.PutItem" &&
        JSON.stringify(input).includes(stage.healthTable.tableName),
    ).length;
  await haveTwilio("bad-credentials");
  await queue(3);
  await receiveBatch();
  expect(healthWrites()).toBe(1);
  await fetch(`${simulator.url}/_control`, { method: "DELETE" });
  await queue(3);
  await receiveBatch();
  expect(healthWrites()).toBe(1);
});
