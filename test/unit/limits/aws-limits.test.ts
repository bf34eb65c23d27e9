import {
  BatchGetItemCommand,
  DeleteItemCommand,
  DynamoDBClient,
  PutItemCommand,
} from "@aws-sdk/client-dynamodb";
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import {
  ChangeMessageVisibilityBatchCommand,
  SendMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { GetParametersCommand, SSMClient } from "@aws-sdk/client-ssm";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { emulatorClientConfig } from "../../../local/aws.ts";
import { AwsLimits } from "../../../local/aws-proxy/aws-limits.ts";
import type { AwsProxy } from "../../../local/aws-proxy/aws-proxy.ts";
import { startAwsProxy } from "../../../local/aws-proxy/aws-proxy.ts";
import type { CannedServer } from "../../contract/provider-contract/canned-server.ts";
import { startCannedServer } from "../../contract/provider-contract/canned-server.ts";

let chance = 0;
const limits = new AwsLimits(() => chance);
let aws: CannedServer;
let proxy: AwsProxy;
let dynamoDb: DynamoDBClient;
let sqs: SQSClient;
let ssm: SSMClient;
let s3: S3Client;

beforeAll(async () => {
  aws = await startCannedServer();
  aws.response = { status: 200, body: "{}" };
  proxy = await startAwsProxy(aws.url, limits.handle);
  const config = { ...emulatorClientConfig(proxy.url), maxAttempts: 1 };
  dynamoDb = new DynamoDBClient(config);
  sqs = new SQSClient({ ...config, md5: false });
  ssm = new SSMClient(config);
  s3 = new S3Client({ ...config, forcePathStyle: true });
});

beforeEach(() => {
  chance = 0;
  limits.set({});
  limits.hits.clear();
  aws.requests.length = 0;
});

afterAll(async () => {
  await proxy.close();
  await aws.close();
});

const key = { TableName: "t", Key: { id: { S: "1" } } };
const put = new PutItemCommand({ TableName: "t", Item: { id: { S: "1" } } });
const conditional = { ConditionExpression: "attribute_not_exists(id)" };
const conditionalPut = new PutItemCommand({ ...put.input, ...conditional });
const getAll = new BatchGetItemCommand({ RequestItems: { t: { Keys: [{ id: { S: "1" } }] } } });
const send = new SendMessageCommand({ QueueUrl: "http://127.0.0.1/q", MessageBody: "m" });
const hold = new ChangeMessageVisibilityBatchCommand({
  QueueUrl: "http://127.0.0.1/q",
  Entries: [{ Id: "0", ReceiptHandle: "r", VisibilityTimeout: 1 }],
});

function read(...Names: string[]) {
  return ssm.send(new GetParametersCommand({ Names, WithDecryption: true }));
}

test("without a switch every call passes", async () => {
  await Promise.all([dynamoDb.send(conditionalPut), sqs.send(send), read("/herald/x/limits")]);
  expect(aws.requests).toHaveLength(3);
  expect([...limits.hits]).toEqual([]);
});

test("S3 throttled responds with its error, whatever the chance is, and no other service does", async () => {
  limits.set({ throttled: ["S3"] });
  for (chance of [0, 0.9]) {
    const put = new PutObjectCommand({ Bucket: "b", Key: "k", Body: "text" });
    await expect(s3.send(put)).rejects.toMatchObject({ name: "SlowDown" });
  }
  await dynamoDb.send(conditionalPut);
  expect(aws.requests).toHaveLength(1);
  expect([...limits.hits]).toEqual([["S3 throttled", 2]]);
});

describe("DynamoDB throttled", () => {
  beforeEach(() => limits.set({ throttled: ["DynamoDB"] }));

  test("responds with its two errors, and does nothing", async () => {
    await expect(dynamoDb.send(put)).rejects.toMatchObject({
      name: "ProvisionedThroughputExceededException",
    });
    chance = 0.9;
    await expect(dynamoDb.send(put)).rejects.toMatchObject({ name: "ThrottlingException" });
    expect(aws.requests).toEqual([]);
    expect(limits.hits.get("DynamoDB throttled")).toBe(2);
  });

  test("leaves the keys of a batch unprocessed, or throttles it as a whole", async () => {
    const { UnprocessedKeys } = await dynamoDb.send(getAll);
    expect(UnprocessedKeys).toEqual(getAll.input.RequestItems);
    chance = 0.9;
    await expect(dynamoDb.send(getAll)).rejects.toMatchObject({ name: "ThrottlingException" });
  });

  test("leaves other services alone", async () => {
    await sqs.send(send);
    await read("/herald/x/limits");
    expect(aws.requests).toHaveLength(2);
  });
});

test("SQS throttled responds with its error, or fails each message of a batch", async () => {
  limits.set({ throttled: ["SQS"] });
  await expect(sqs.send(send)).rejects.toMatchObject({ name: "RequestThrottled" });
  const { Failed } = await sqs.send(hold);
  expect(Failed).toMatchObject([{ Id: "0", Code: "RequestThrottled" }]);
  chance = 0.9;
  await expect(sqs.send(hold)).rejects.toMatchObject({ name: "RequestThrottled" });
  expect(aws.requests).toEqual([]);
});

test("SSM takes so many calls a second", async () => {
  limits.set({ ssmPerSecond: 2 });
  const results = await Promise.allSettled([1, 2, 3].map(() => read("/herald/x/limits")));
  const refused = results.filter(({ status }) => status === "rejected");
  expect(refused).toMatchObject([{ reason: { name: "ThrottlingException" } }]);
  expect(aws.requests).toHaveLength(2);
});

test("a call for a parameter that may not be decrypted fails as a whole", async () => {
  limits.set({ denied: ["providers/twilio"] });
  const names = ["/herald/x/channels/sms/providers", "/herald/x/providers/twilio"];
  await expect(read(...names)).rejects.toMatchObject({ name: "AccessDeniedException" });
  await read("/herald/x/channels/sms/providers", "/herald/x/providers/twilio-2");
  expect(aws.requests).toHaveLength(1);
});

test("the response of a conditional write is lost, once the write is made", async () => {
  limits.set({ lostResponses: 0.5 });
  const conditionalDelete = new DeleteItemCommand({ ...key, ...conditional });
  for (const write of [conditionalPut, conditionalDelete]) {
    await expect(dynamoDb.send(write as PutItemCommand)).rejects.toMatchObject({
      code: "ECONNRESET",
    });
  }
  expect(aws.requests).toHaveLength(2);
  await dynamoDb.send(put);
  chance = 0.5;
  await dynamoDb.send(conditionalPut);
  expect(limits.hits.get("write's response lost")).toBe(2);
});
