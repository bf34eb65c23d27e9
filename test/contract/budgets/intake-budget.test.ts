import { afterAll, beforeAll, beforeEach, expect, inject, test } from "vitest";
import type { AwsRecorder } from "../../support/aws-recorder.ts";
import { startAwsRecorder } from "../../support/aws-recorder.ts";
import { startIntakeFunction } from "../../support/intake-function.ts";
import type { TestStage } from "../../support/test-stage.ts";
import { createTestStage } from "../../support/test-stage.ts";

const channels = { sms: ["twilio", "sns"], email: ["ses"], push: ["pushy"] };
const order = {
  userId: "u-42",
  message: "Your order is ready",
  phoneNumber: "+48600100200",
  email: "ann@example.com",
  pushToken: "token",
};

let stage: TestStage;
let recorder: AwsRecorder;
let coldOperations: string[];
let submit: (body: object, key?: string) => Promise<number | undefined>;

beforeAll(async () => {
  stage = await createTestStage(inject("awsEndpoint"), channels);
  recorder = await startAwsRecorder(inject("awsEndpoint"));
  const send = await startIntakeFunction(stage, recorder.url);
  submit = async (body, key) => (await send(body, key)).statusCode;
  await submit(order);
  coldOperations = operations();
});

beforeEach(() => {
  recorder.calls.length = 0;
});

afterAll(async () => {
  await recorder.close();
  await stage.remove();
});

function operations(): string[] {
  return recorder.calls.map(({ operation }) => operation).sort();
}

function writeUnits(): number {
  return recorder.calls.reduce((sum, call) => sum + call.writeUnits, 0);
}

test("a cold function reads its configuration with one call", () => {
  expect(coldOperations.filter((operation) => operation.startsWith("SSM."))).toEqual([
    "SSM.GetParameters",
  ]);
});

test("intake makes 1 + C calls and writes one unit", async () => {
  expect(await submit(order)).toBe(202);
  expect(operations()).toEqual([
    "DynamoDB.PutItem",
    "SQS.SendMessage",
    "SQS.SendMessage",
    "SQS.SendMessage",
  ]);
  expect(writeUnits()).toBe(1);
});

test("a notification that expects a response costs one call and one unit more", async () => {
  expect(await submit({ ...order, expectsResponse: true, channels: ["sms"] })).toBe(202);
  expect(operations()).toEqual(["DynamoDB.PutItem", "DynamoDB.UpdateItem", "SQS.SendMessage"]);
  expect(writeUnits()).toBe(2);
});

test("a key costs one call and one unit more", async () => {
  expect(await submit({ ...order, channels: ["sms"] }, crypto.randomUUID())).toBe(202);
  expect(operations()).toEqual(["DynamoDB.PutItem", "DynamoDB.PutItem", "SQS.SendMessage"]);
  expect(writeUnits()).toBe(2);
});

test("a request with a fault costs nothing", async () => {
  expect(await submit({ ...order, phoneNumber: "600100200" })).toBe(400);
  expect(operations()).toEqual([]);
});
