import { afterAll, beforeAll, beforeEach, describe, expect, inject, test, vi } from "vitest";
import { dynamoDbPreferenceStore } from "../../../lambdas/adapters/dynamodb-preference-store.ts";
import { s3TemplateStore } from "../../../lambdas/adapters/s3-template-store.ts";
import { nothingPushed, withPush } from "../../../lambdas/core/template-pointer.ts";
import { noTemplates } from "../../../lambdas/templates/template-set.ts";
import { localProviderSettings } from "../../../local/simulator/settings.ts";
import { startSimulator } from "../../../local/simulator/simulator.ts";
import type { AwsRecorder } from "../../support/aws-recorder.ts";
import { startAwsRecorder } from "../../support/aws-recorder.ts";
import { startChannelFunction } from "../../support/channel-function.ts";
import type { TestBucket } from "../../support/content-buckets.ts";
import { createContentBucket } from "../../support/content-buckets.ts";
import { startIntakeFunction } from "../../support/intake-function.ts";
import { compileFiles } from "../../support/template-folder.ts";
import type { TestStage } from "../../support/test-stage.ts";
import { createTestStage, invocationContext } from "../../support/test-stage.ts";

const order = { userId: "u-42", message: "Your order is ready", email: "ann@example.com" };
const fileOf = (text: string) => ({
  filename: "order.pdf",
  contentType: "application/pdf",
  content: Buffer.from(text).toString("base64"),
});
const twoFiles = { ...order, attachments: [fileOf("one"), fileOf("two")] };

let stage: TestStage;
let bucket: TestBucket;
let recorder: AwsRecorder;
let simulator: Awaited<ReturnType<typeof startSimulator>>;
let submit: (body: object) => Promise<number>;
let deliver: () => Promise<void>;

beforeAll(async () => {
  const endpoint = inject("awsEndpoint");
  stage = await createTestStage(endpoint, { email: ["sendgrid"] });
  bucket = await createContentBucket(endpoint);
  recorder = await startAwsRecorder(endpoint);
  simulator = await startSimulator({ port: 0, awsEndpoint: endpoint });
  const { sendgrid } = localProviderSettings(simulator.url);
  await stage.putParameter("providers/sendgrid", JSON.stringify(sendgrid));
  const contentBucket = bucket.name;
  const send = await startIntakeFunction(stage, recorder.url, { contentBucket });
  submit = async (body) => (await send(body)).statusCode;
  const channel = { channel: "email", providers: ["sendgrid"], contentBucket };
  const handler = await startChannelFunction(stage, recorder.url, channel);
  deliver = async () => {
    const event = await stage.receive("email");
    recorder.calls.length = 0;
    expect(event.Records).toHaveLength(1);
    const { batchItemFailures } = await handler(event, invocationContext());
    expect(batchItemFailures).toEqual([]);
  };
  expect(await submit(order)).toBe(202);
  await deliver();
});

afterAll(async () => {
  vi.useRealTimers();
  await Promise.all([recorder.close(), simulator.close()]);
  await Promise.all([stage.remove(), bucket.drop()]);
});

beforeEach(() => {
  recorder.calls.length = 0;
});

/** The calls of an invocation, without what is read by the clock and what holds a batch. */
function operations(): string[] {
  return recorder.calls
    .filter(({ input }) => !JSON.stringify(input ?? "").includes(stage.healthTable.tableName))
    .map(({ operation }) => operation)
    .filter((operation) => operation !== "SQS.ChangeMessageVisibilityBatch");
}

const callsOfS3 = () => operations().filter((operation) => operation.startsWith("S3."));

describe("a mail's files", () => {
  test("cost one call each at intake, before anything is written, and no unit", async () => {
    expect(await submit(twoFiles)).toBe(202);
    expect(operations()).toEqual([
      "S3.PutObject",
      "S3.PutObject",
      "DynamoDB.PutItem",
      "SQS.SendMessage",
    ]);
    expect(recorder.calls.reduce((sum, { writeUnits }) => sum + writeUnits, 0)).toBe(1);
  });

  test("cost one call each at the delivery, before it is claimed", async () => {
    await deliver();
    expect(operations()).toEqual([
      "DynamoDB.BatchGetItem",
      "S3.GetObject",
      "S3.GetObject",
      "DynamoDB.PutItem",
      "DynamoDB.PutItem",
    ]);
  });

  test("that are equal are kept once", async () => {
    expect(await submit({ ...order, attachments: [fileOf("one"), fileOf("one")] })).toBe(202);
    expect(callsOfS3()).toEqual(["S3.PutObject"]);
    await deliver();
  });

  test("are not read where their user does not want the mail: 2 calls, a read and a write", async () => {
    const preferences = dynamoDbPreferenceStore(stage.table);
    const stamp = { since: new Date(), by: "link" } as const;
    await preferences.setPreferences("u-42", { categories: { marketing: false } }, stamp);
    expect(await submit({ ...twoFiles, category: "marketing" })).toBe(202);
    await deliver();
    expect(operations()).toEqual(["DynamoDB.BatchGetItem", "DynamoDB.PutItem"]);
  });
});

test("HTML and words of its own for a channel cost no call", async () => {
  const html = { html: "<p>Your order is ready</p>" };
  expect(await submit({ ...order, ...html, content: { email: html } })).toBe(202);
  expect(operations()).toEqual(["DynamoDB.PutItem", "SQS.SendMessage"]);
  await deliver();
  expect(operations()).toEqual(["DynamoDB.BatchGetItem", "DynamoDB.PutItem", "DynamoDB.PutItem"]);
});

test("a template costs one read in 30 s, and the first call after a push one more", async () => {
  const set = compileFiles({ "ready/default/email.liquid": "---\nsubject: Order\n---\nReady" });
  const store = s3TemplateStore(bucket.client, bucket.name);
  await store.writeSet(set.hash, JSON.stringify(set));
  const push = { hash: set.hash, pushedAt: "2026-11-23", overDeployed: noTemplates.hash };
  await store.writePointer(JSON.stringify(withPush(nothingPushed, push)), undefined);
  const { message: _, ...words } = order;
  const ready = { ...words, template: { name: "ready" } };

  expect(await submit(ready)).toBe(202);
  expect(callsOfS3()).toEqual(["S3.GetObject", "S3.GetObject"]);
  recorder.calls.length = 0;
  expect(await submit(ready)).toBe(202);
  expect(operations()).toEqual(["DynamoDB.PutItem", "SQS.SendMessage"]);

  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 31_000 });
  recorder.calls.length = 0;
  expect([await submit(ready), await submit(ready)]).toEqual([202, 202]);
  expect(callsOfS3()).toEqual(["S3.GetObject"]);
});
