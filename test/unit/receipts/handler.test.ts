import { createHmac } from "node:crypto";
import type { APIGatewayProxyResult, SQSBatchResponse, SQSEvent } from "aws-lambda";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { apiEvent } from "../../support/api-event.ts";
import { expectOnlyCode, expectRepeatable } from "../../support/expect-repeatable.ts";
import type { FakeAws } from "../../support/fake-aws.ts";
import { failureText, startFakeAws } from "../../support/fake-aws.ts";
import type { RecordedOutput } from "../../support/recorded-output.ts";
import { recordOutput } from "../../support/recorded-output.ts";
import { acceptedNotification, deliveryOf, sent, storedItems } from "../../support/stored-items.ts";
import { becomeFunction, invocationContext } from "../../support/test-stage.ts";

const appSecret = "app-secret";
const prefix = "/herald/test";
const parameters = {
  "providers/messenger": JSON.stringify({ appSecret, verifyToken: "verify-me" }),
  "public-url": "https://notify.example.com",
};
const webhook = "/v1/receipts/messenger";
const notification = acceptedNotification();
const reference = {
  userId: notification.userId,
  notificationId: notification.id,
  channel: "sms",
};

let aws: FakeAws;
let queueUrl: string;
let output: RecordedOutput;
let handler: typeof import("../../../lambdas/functions/receipts/handler.ts").handler;

beforeAll(async () => {
  aws = await startFakeAws();
  queueUrl = `${aws.url}/0/receipts`;
  output = recordOutput();
  becomeFunction(aws.url, {
    QUEUE_URL: queueUrl,
    NOTIFICATIONS_TABLE: "Notifications",
    PARAMETER_PREFIX: prefix,
    CALLBACK_PROVIDERS: '["messenger"]',
    EVENT_PROVIDERS: '["ses"]',
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
  ({ handler } = await import("../../../lambdas/functions/receipts/handler.ts"));
  aws.respond("SSM.GetParameters", () => ({
    Parameters: Object.entries(parameters).map(([name, Value]) => ({
      Name: `${prefix}/${name}`,
      Value,
    })),
  }));
});

const event = { delivery: { mids: ["m_1", "m_2"], watermark: 1e12 } };
const callback = JSON.stringify({ object: "page", entry: [{ messaging: [event] }] });

function signed(body: string): Record<string, string> {
  const signature = createHmac("sha256", appSecret).update(body).digest("hex");
  return { "X-Hub-Signature-256": `sha256=${signature}` };
}

async function post(body: string, headers = signed(body), resource = webhook) {
  const response = await handler(apiEvent({ resource, body, headers }), invocationContext());
  return response as APIGatewayProxyResult;
}

describe("a callback", () => {
  test("is queued, without what is personal, and 200", async () => {
    const { statusCode, body } = await post(callback);
    expect([statusCode, body]).toEqual([200, ""]);
    const [{ QueueUrl, Entries }] = aws.inputsOf("SQS.SendMessageBatch");
    expect(QueueUrl).toBe(queueUrl);
    const bodies = Entries.map(({ MessageBody }: { MessageBody: string }) =>
      JSON.parse(MessageBody),
    );
    const receipt = { kind: "receipt-by-message-id", provider: "messenger", result: "delivered" };
    expect(bodies).toMatchObject([
      { ...receipt, providerMessageId: "m_1" },
      { ...receipt, providerMessageId: "m_2" },
    ]);
    expect(output.counted("CallbackTaken")).toBe(1);
    expect(output.counted("ReceiptIgnored")).toBe(0);
  });

  test("that decides nothing is taken, and not queued", async () => {
    const messaging = [{ read: { watermark: 1e12 } }];
    const { statusCode } = await post(JSON.stringify({ object: "page", entry: [{ messaging }] }));
    expect(statusCode).toBe(200);
    expect(aws.inputsOf("SQS.SendMessageBatch")).toEqual([]);
    expect(output.counted("CallbackTaken")).toBe(1);
    expect(output.counted("ReceiptIgnored")).toBe(0);
  });

  test("that is base64 is read as the provider signed it", async () => {
    const base64 = apiEvent({
      resource: webhook,
      body: Buffer.from(callback).toString("base64"),
      headers: signed(callback),
    });
    const response = await handler({ ...base64, isBase64Encoded: true }, invocationContext());
    expect(response).toMatchObject({ statusCode: 200 });
  });

  test("with events that are not understood is taken for the others, and tells how many", async () => {
    const messaging = [event, { delivery: "ann@example.com" }];
    const { statusCode } = await post(JSON.stringify({ object: "page", entry: [{ messaging }] }));
    expect(statusCode).toBe(200);
    expect(output.lines).toMatchObject([
      { message: "callback events skipped", provider: "messenger", events: 1 },
    ]);
    expect(output.counted("ReceiptIgnored")).toBe(1);
    expect(output.all()).not.toContain("ann@example.com");
  });

  test.each(["SQS.SendMessageBatch", "SSM.GetParameters"])(
    "is 503 where %s fails, for the provider to repeat",
    async (operation) => {
      aws.fail(operation);
      const response = await post(callback);
      expectRepeatable(response);
      expectOnlyCode(output, response, ["m_1"]);
      expect(output.counted("CallbackTaken")).toBe(0);
    },
  );

  test("is 503 where SQS goes on not to take one of its messages", async () => {
    aws.respond("SQS.SendMessageBatch", ({ Entries }) => ({
      Failed: [{ Id: Entries.at(-1).Id, Code: "InternalError", SenderFault: false }],
    }));
    expectRepeatable(await post(callback));
    expect(output.counted("CallbackTaken")).toBe(0);
  });

  test.each([
    ["forged", 403, () => post(callback, { "X-Hub-Signature-256": "sha256=00" })],
    ["malformed", 400, () => post('"ann@example.com"')],
    ["too-large", 413, () => post("x".repeat(1_048_577))],
  ])(
    "that is %s is %i, counted and logged without what it holds",
    async (reason, status, posted) => {
      const { statusCode, headers } = await posted();
      expect(statusCode).toBe(status);
      expect(headers).toMatchObject({ "Content-Type": "application/problem+json" });
      expect(output.lines).toMatchObject([
        { level: "WARN", message: "callback rejected", provider: "messenger", reason },
      ]);
      expect(output.counted("ReceiptRejected")).toBe(1);
      expect(output.all()).not.toContain("ann@example.com");
      expect(aws.inputsOf("SQS.SendMessageBatch")).toEqual([]);
    },
  );

  test("of a provider that does not call back is 404", async () => {
    expect((await post(callback, signed(callback), "/v1/receipts/pushy")).statusCode).toBe(404);
  });

  test("as large as a callback may be is not too large", async () => {
    const body = callback + " ".repeat(1_048_576 - callback.length);
    expect((await post(body)).statusCode).toBe(200);
  });
});

describe("a webhook's verification", () => {
  const verify = (token: string) => {
    const queryStringParameters = {
      "hub.mode": "subscribe",
      "hub.verify_token": token,
      "hub.challenge": "1158201444",
    };
    return handler(apiEvent({ resource: webhook, queryStringParameters }), invocationContext());
  };

  test("with the token is responded to with the challenge, as text", async () => {
    expect(await verify("verify-me")).toEqual({
      statusCode: 200,
      headers: { "Content-Type": "text/plain" },
      body: "1158201444",
    });
  });

  test("with another token is 403, and counted", async () => {
    expect(await verify("ann@example.com")).toMatchObject({ statusCode: 403 });
    expect(output.counted("ReceiptRejected")).toBe(1);
    expect(output.lines).toMatchObject([{ message: "callback rejected", reason: "forged" }]);
    expect(output.all()).not.toContain("ann@example.com");
  });
});

describe("a batch of receipts", () => {
  const receipt = {
    kind: "receipt",
    ...reference,
    provider: "twilio",
    providerMessageId: "SM1",
    result: "delivered",
    at: new Date().toISOString(),
  };

  async function receive(...bodies: readonly string[]) {
    const Records = bodies.map((body, index) => ({
      messageId: `message-${index}`,
      receiptHandle: `handle-${index}`,
      body,
      attributes: { ApproximateReceiveCount: "3" },
    }));
    const batch = { Records } as unknown as SQSEvent;
    const response = await handler(batch, invocationContext());
    const { batchItemFailures } = response as SQSBatchResponse;
    return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
  }

  /** Has the table hold what the receipt is about, sent as the message that it names. */
  function store(): void {
    const delivery = deliveryOf(notification, {
      status: "sent",
      provider: "twilio",
      providerMessageId: "SM1",
      sentAt: notification.registeredAt,
    });
    const items = sent(storedItems(notification, [delivery]));
    aws.respond("DynamoDB.BatchGetItem", () => ({ Responses: { Notifications: items } }));
  }

  test("moves the delivery that each is about", async () => {
    store();
    expect(await receive(JSON.stringify(receipt))).toEqual([]);
    const [{ Item }] = aws.inputsOf("DynamoDB.PutItem");
    expect(Item).toMatchObject({ status: { S: "delivered" }, version: { N: "3" } });
    expect(output.counted("ReceiptRecorded")).toBe(1);
    expect(output.lines).toMatchObject([
      { message: "receipt", receipt: "recorded", status: "delivered", provider: "twilio" },
    ]);
    expect(output.all()).not.toContain(`"${notification.userId}"`);
  });

  test("of which one cannot be carried out reports that one alone, and puts it back", async () => {
    store();
    expect(await receive("ann@example.com", JSON.stringify(receipt))).toEqual(["message-0"]);
    expect(aws.inputsOf("SQS.ChangeMessageVisibility")).toEqual([
      { QueueUrl: queueUrl, ReceiptHandle: "handle-0", VisibilityTimeout: 4 },
    ]);
    expect(output.counted("MalformedMessage")).toBe(1);
    expect(output.counted("ReceiptPutBack")).toBe(1);
    expect(output.all()).not.toContain("ann@example.com");
  });

  test.each(["DynamoDB.BatchGetItem", "DynamoDB.PutItem"])(
    "is put back where %s fails, and what AWS says is nowhere",
    async (operation) => {
      store();
      aws.fail(operation);
      expect(await receive(JSON.stringify(receipt))).toEqual(["message-0"]);
      expect(output.lines).toMatchObject([
        { message: "receipt failed", dependency: "DynamoDB", cause: "AccessDeniedException" },
      ]);
      expect(output.counted("ReceiptPutBack")).toBe(1);
      expect(output.counted("ReceiptRecorded")).toBe(0);
      expect(output.all()).not.toContain(failureText);
    },
  );

  test("that cannot be put back either comes back by itself", async () => {
    aws.fail("DynamoDB");
    aws.fail("SQS");
    expect(await receive(JSON.stringify(receipt))).toEqual(["message-0"]);
    expect(output.lines).toMatchObject([
      { message: "receipt failed", messageId: "message-0", receiveCount: 3 },
      { message: "message not put back", messageId: "message-0", dependency: "SQS" },
    ]);
    expect(output.all()).not.toContain(failureText);
  });

  test("keeps the delivery of an echo's message, which its receipt finds", async () => {
    const ids = { provider: "messenger", providerMessageId: "m_1" };
    expect(await receive(JSON.stringify({ kind: "message-id", ...reference, ...ids }))).toEqual([]);
    const [{ Item }] = aws.inputsOf("DynamoDB.PutItem");
    aws.respond("DynamoDB.GetItem", () => ({ Item }));

    const { at, result } = receipt;
    const named = { kind: "receipt-by-message-id", ...ids, at, result };
    expect(await receive(JSON.stringify(named))).toEqual([]);

    expect(aws.inputsOf("DynamoDB.GetItem")).toMatchObject([{ Key: { userId: Item.userId } }]);
    const [{ RequestItems }] = aws.inputsOf("DynamoDB.BatchGetItem");
    const [{ userId }] = RequestItems.Notifications.Keys;
    expect(userId).toEqual({ S: notification.userId });
  });

  test("of SES's own events moves the delivery that its tags name", async () => {
    store();
    const timestamp = new Date().toISOString();
    const mail = {
      messageId: "SM1",
      timestamp,
      destination: ["ann@example.com"],
      tags: {
        userId: [Buffer.from(notification.userId).toString("base64url")],
        notificationId: [notification.id],
        channel: ["sms"],
      },
    };
    const told = { eventType: "Delivery", mail, delivery: { timestamp } };
    expect(await receive(JSON.stringify(told))).toEqual([]);
    expect(output.lines).toMatchObject([{ message: "receipt", provider: "ses" }]);
    expect(output.counted("MalformedMessage")).toBe(0);
    expect(output.all()).not.toContain("ann@example.com");
  });
});
