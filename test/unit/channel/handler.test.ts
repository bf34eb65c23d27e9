import type { SQSEvent } from "aws-lambda";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import type { FakeAws } from "../../support/fake-aws.ts";
import { failureText, startFakeAws } from "../../support/fake-aws.ts";
import type { RecordedOutput } from "../../support/recorded-output.ts";
import { recordOutput } from "../../support/recorded-output.ts";
import { acceptedNotification, sent, storedItems } from "../../support/stored-items.ts";
import { becomeFunction, invocationContext } from "../../support/test-stage.ts";

const prefix = "/herald/test";
const notification = acceptedNotification();
const reference = { userId: notification.userId, notificationId: notification.id, channel: "sms" };
const personal = [notification.message, "ann@example.com", "+48600100200", failureText];

let aws: FakeAws;
let queueUrl: string;
let output: RecordedOutput;
let parameters: Record<string, string>;
let handler: typeof import("../../../lambdas/functions/channel/handler.ts").handler;

beforeAll(async () => {
  aws = await startFakeAws();
  queueUrl = `${aws.url}/0/sms`;
  output = recordOutput();
  becomeFunction(aws.url, {
    CHANNEL: "sms",
    QUEUE_URL: queueUrl,
    NOTIFICATIONS_TABLE: "Notifications",
    PARAMETER_PREFIX: prefix,
    ALLOWED_PROVIDERS: '["always-fail"]',
    RETRY_DELAYS_SECONDS: "[30,120]",
    AFTER_UNKNOWN: "resend",
    PROVIDER_HEALTH_TABLE: "ProviderHealth",
    HEALTH_POLICY: '{"failuresToOpen":3,"openSeconds":30,"longestOpenSeconds":600}',
    RETENTION_DAYS: "30",
    CONFIGURATION_CACHE_SECONDS: "0",
  });
});

afterAll(async () => {
  await aws.close();
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

beforeEach(async () => {
  aws.reset();
  output.clear();
  // A function that has just started: it never read a parameter.
  vi.resetModules();
  ({ handler } = await import("../../../lambdas/functions/channel/handler.ts"));
  parameters = { "channels/sms/providers": "always-fail", "providers/always-fail": "{}" };
  aws.respond("SSM.GetParameters", () => ({
    Parameters: Object.entries(parameters).map(([name, Value]) => ({
      Name: `${prefix}/${name}`,
      Value,
    })),
  }));
  const items = sent(storedItems(notification));
  aws.respond("DynamoDB.BatchGetItem", ({ RequestItems }) => ({
    Responses: RequestItems.Notifications ? { Notifications: items } : { ProviderHealth: [] },
  }));
});

async function receive(body: unknown = reference, remainingMs?: number) {
  const SentTimestamp = String(notification.registeredAt.getTime());
  const record = {
    messageId: "message-0",
    receiptHandle: "handle-0",
    body: JSON.stringify(body),
    attributes: { ApproximateReceiveCount: "1", SentTimestamp },
  };
  const event = { Records: [record] } as unknown as SQSEvent;
  const response = await handler(event, invocationContext(remainingMs));
  return response.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
}

function expectNothingPersonal(): void {
  for (const text of [...personal, `"${notification.userId}"`]) {
    expect(output.all()).not.toContain(text);
  }
}

test("a message that no provider takes is back after the first delay, and its record says so", async () => {
  expect(await receive()).toEqual(["message-0"]);
  const records = aws.inputsOf("DynamoDB.PutItem").map(({ Item }) => Item);
  expect(records.map(({ status }) => status.S)).toEqual(["sending", "retrying"]);
  const delays = aws.inputsOf("SQS.ChangeMessageVisibility");
  expect(delays).toMatchObject([{ QueueUrl: queueUrl, ReceiptHandle: "handle-0" }]);
  expect(delays[0].VisibilityTimeout).toBeGreaterThan(20);
  expect(delays[0].VisibilityTimeout).toBeLessThan(60);
  expect(output.counted("PutBack")).toBe(1);
  expect(output.counted("ProviderFailure")).toBe(1);
  expectNothingPersonal();
});

test("a batch is held until three seconds after the function's deadline", async () => {
  await receive();
  const [hold] = aws.inputsOf("SQS.ChangeMessageVisibilityBatch");
  expect(hold).toEqual({
    QueueUrl: queueUrl,
    Entries: [{ Id: "0", ReceiptHandle: "handle-0", VisibilityTimeout: 33 }],
  });
});

describe("what fails", () => {
  test.each(["DynamoDB.BatchGetItem", "DynamoDB.PutItem"])(
    "%s: the message waits, and what AWS says is nowhere",
    async (operation) => {
      aws.fail(operation);
      // A claim is tried while there is time for it.
      expect(await receive(reference, 5_000)).toEqual(["message-0"]);
      expect(output.lines).toMatchObject([
        { message: "attempt failed", dependency: "DynamoDB", cause: "AccessDeniedException" },
      ]);
      expect(output.counted("AttemptFailed")).toBe(1);
      expect(aws.inputsOf("SQS.ChangeMessageVisibility")).toHaveLength(1);
      expectNothingPersonal();
    },
  );

  test("SQS: the attempt goes on, and the message comes back by itself", async () => {
    aws.fail("SQS");
    expect(await receive()).toEqual(["message-0"]);
    expect(output.lines).toMatchObject([
      { message: "messages not held", messages: 1, dependency: "SQS" },
      { message: "attempt", attempt: "put-back", reason: "none-accepted", receiveCount: 1 },
      { message: "message not put back", messageId: "message-0", dependency: "SQS" },
    ]);
    expect(aws.inputsOf("DynamoDB.PutItem")).toHaveLength(2);
    expectNothingPersonal();
  });
});

test("a parameter that is not there is counted and named, and the deployed list holds", async () => {
  delete parameters["channels/sms/providers"];
  await receive();
  expect(output.counted("InvalidConfiguration")).toBe(1);
  expect(output.lines).toContainEqual(
    expect.objectContaining({
      message: "invalid configuration",
      parameter: `${prefix}/channels/sms/providers`,
    }),
  );
  expect(output.counted("ProviderFailure")).toBe(1);
});

test("a message that names no delivery of the channel is counted, and its body is nowhere", async () => {
  expect(await receive({ ...reference, channel: "ann@example.com" })).toEqual(["message-0"]);
  expect(output.counted("MalformedMessage")).toBe(1);
  expect(aws.inputsOf("DynamoDB.BatchGetItem")).toEqual([]);
  expect(aws.inputsOf("SQS.ChangeMessageVisibility")).toMatchObject([{ VisibilityTimeout: 0 }]);
  expectNothingPersonal();
});
