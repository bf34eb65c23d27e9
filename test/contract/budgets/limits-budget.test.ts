import { afterAll, beforeAll, beforeEach, expect, inject, test } from "vitest";
import type { AwsRecorder } from "../../support/aws-recorder.ts";
import { startAwsRecorder } from "../../support/aws-recorder.ts";
import { startIntakeFunction } from "../../support/intake-function.ts";
import type { TestStage } from "../../support/test-stage.ts";
import { createTestStage } from "../../support/test-stage.ts";

const order = {
  userId: "u-42",
  message: "Your order is ready",
  phoneNumber: "+48600100200",
  email: "ann@example.com",
};
const limits = {
  countries: ["PL"],
  perAddress: { hour: 50, day: 90 },
  perChannelPerDay: { otp: 2 },
};

let stage: TestStage;
let recorder: AwsRecorder;
let submit: (body: object, key?: string) => Promise<number | undefined>;

beforeAll(async () => {
  const channels = { sms: ["twilio"], otp: ["twilio"], email: ["ses"] };
  stage = await createTestStage(inject("awsEndpoint"), channels);
  await stage.putParameter("limits", JSON.stringify(limits));
  recorder = await startAwsRecorder(inject("awsEndpoint"));
  const send = await startIntakeFunction(stage, recorder.url);
  submit = async (body, key) => (await send(body, key)).statusCode;
  await submit({ ...order, channels: ["email"] });
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

const writeUnits = () => recorder.calls.reduce((sum, call) => sum + call.writeUnits, 0);

test("limits by address cost one call and one unit for each address, hour and day together", async () => {
  expect(await submit({ ...order, channels: ["sms"] })).toBe(202);
  expect(operations()).toEqual(["DynamoDB.PutItem", "DynamoDB.UpdateItem", "SQS.SendMessage"]);
  expect(writeUnits()).toBe(2);
  recorder.calls.length = 0;
  expect(await submit({ ...order, channels: ["sms", "email"] })).toBe(202);
  expect(operations()).toEqual([
    "DynamoDB.PutItem",
    "DynamoDB.UpdateItem",
    "DynamoDB.UpdateItem",
    "SQS.SendMessage",
    "SQS.SendMessage",
  ]);
  expect(writeUnits()).toBe(3);
});

test("a channel's limit costs one call and one unit more, and a repeat nothing", async () => {
  const body = { ...order, channels: ["otp"] };
  const key = crypto.randomUUID();
  expect(await submit(body, key)).toBe(202);
  expect(operations()).toEqual([
    "DynamoDB.PutItem",
    "DynamoDB.PutItem",
    "DynamoDB.UpdateItem",
    "DynamoDB.UpdateItem",
    "SQS.SendMessage",
  ]);
  expect(writeUnits()).toBe(4);
  recorder.calls.length = 0;
  expect(await submit(body, key)).toBe(202);
  expect(operations()).not.toContain("DynamoDB.UpdateItem");
});

test("a channel's day that is used up costs a read at first, and then no call of its own", async () => {
  const body = { ...order, channels: ["otp"] };
  while ((await submit(body)) === 202) {
    recorder.calls.length = 0;
  }
  expect(operations().filter((operation) => operation.includes("Get"))).toEqual([
    "DynamoDB.BatchGetItem",
  ]);
  recorder.calls.length = 0;
  expect(await submit(body)).toBe(429);
  // The address's slot is taken, and given back.
  expect(operations()).toEqual(["DynamoDB.UpdateItem", "DynamoDB.UpdateItem"]);
});

test("a country that is not sent to costs nothing", async () => {
  expect(await submit({ ...order, phoneNumber: "+491701234567", channels: ["sms"] })).toBe(400);
  expect(operations()).toEqual([]);
});
