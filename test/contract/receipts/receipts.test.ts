import { createHmac } from "node:crypto";
import type { APIGatewayProxyEvent, APIGatewayProxyResult, SQSBatchResponse } from "aws-lambda";
import webhooks from "twilio/lib/webhooks/webhooks.js";
import { ulid } from "ulid";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { dynamoDbDeliveryStore } from "../../../lambdas/adapters/dynamodb-delivery-store.ts";
import { dynamoDbNotificationStore } from "../../../lambdas/adapters/dynamodb-notification-store.ts";
import { dynamoDbSuppressionStore } from "../../../lambdas/adapters/dynamodb-suppression-store.ts";
import type { Delivery } from "../../../lambdas/core/delivery.ts";
import { callbackUrl } from "../../../lambdas/providers/callback-url.ts";
import { systemClock } from "../../../lambdas/runtime/system.ts";
import { apiEvent } from "../../support/api-event.ts";
import { hashing, marks } from "../../support/stage-secret.ts";
import type { TestStage } from "../../support/test-stage.ts";
import { becomeFunction, createTestStage, invocationContext } from "../../support/test-stage.ts";

const publicUrl = "https://notify.example.com/test";
const authToken = "auth-token";
const accountSid = `AC${"0".repeat(32)}`;
const sid = `SM${"0".repeat(32)}`;

let stage: TestStage;
let invoke: (event: unknown) => Promise<APIGatewayProxyResult & SQSBatchResponse>;

beforeAll(async () => {
  const endpoint = inject("awsEndpoint");
  stage = await createTestStage(endpoint, { receipts: [] });
  await stage.putParameter("public-url", `${publicUrl}/`);
  await stage.putParameter(
    "providers/twilio",
    JSON.stringify({ accountSid, authToken, from: "x" }),
  );
  await stage.putParameter("providers/messenger", '{"appSecret":"s","verifyToken":"t"}');
  becomeFunction(endpoint, {
    QUEUE_URL: stage.queueUrls["receipts"] ?? "",
    NOTIFICATIONS_TABLE: stage.table.tableName,
    PARAMETER_PREFIX: stage.parameterPrefix,
    CALLBACK_PROVIDERS: '["twilio","sendgrid","messenger"]',
    EVENT_PROVIDERS: '["ses"]',
    RETENTION_DAYS: "30",
    CONFIGURATION_CACHE_SECONDS: "30",
  });
  const { handler } = await import("../../../lambdas/functions/receipts/handler.ts");
  invoke = (event) =>
    handler(event as APIGatewayProxyEvent, invocationContext()) as Promise<
      APIGatewayProxyResult & SQSBatchResponse
    >;
});

afterAll(() => stage.remove());

/** A delivery that Twilio took. */
async function sentDelivery(changes: Partial<Delivery> = {}): Promise<Delivery> {
  const table = { ...stage.table, retentionDays: 30 };
  const delivery: Delivery = {
    userId: `u-${crypto.randomUUID()}`,
    notificationId: ulid(),
    channel: "sms",
    status: "sent",
    attempts: 1,
    attemptsInRound: 1,
    lastAttempt: false,
    version: 1,
    leaseToken: "claim",
    leaseUntil: new Date(Date.now() + 30_000),
    updatedAt: new Date(),
    provider: "twilio",
    providerMessageId: sid,
    possibleDuplicate: false,
    trail: [],
    ...changes,
  };
  await dynamoDbNotificationStore(table, systemClock, marks).add(
    {
      id: delivery.notificationId,
      userId: delivery.userId,
      message: "Hi",
      addresses: { phoneNumber: "+48600100200", messengerId: "42" },
      channels: ["sms"],
      expectsResponse: false,
      registeredAt: new Date(),
    },
    new Date(),
  );
  await dynamoDbDeliveryStore(table, systemClock, hashing).write(delivery, new Date());
  return delivery;
}

async function recordOf(delivery: Delivery): Promise<Delivery | undefined> {
  const table = { ...stage.table, retentionDays: 30 };
  return (await dynamoDbDeliveryStore(table, systemClock, hashing).read(delivery)).delivery;
}

function callback(provider: string, body: string, headers: Record<string, string>, ids?: string) {
  const resource = `/v1/receipts/${provider}${ids === undefined ? "" : "/{ids}"}`;
  const event = apiEvent({ body, headers, ...(ids !== undefined && { pathParameters: { ids } }) });
  return { ...event, resource };
}

function twilioCallback(delivery: Delivery, form: Record<string, string>) {
  const url = callbackUrl(publicUrl, "twilio", delivery);
  const all = { AccountSid: accountSid, MessageSid: sid, To: "+48600100200", ...form };
  const signature = webhooks.getExpectedTwilioSignature(authToken, url, all);
  const headers = {
    "Content-Type": "application/x-www-form-urlencoded",
    "X-Twilio-Signature": signature,
  };
  const body = new URLSearchParams(all).toString();
  return callback("twilio", body, headers, url.slice(url.lastIndexOf("/") + 1));
}

/** Lets the function receive what is in its queue; returns the bodies and what goes back. */
async function receiveQueue() {
  const event = await stage.receive("receipts");
  const { batchItemFailures } = await invoke(event);
  return { bodies: event.Records.map(({ body }) => body), putBack: batchItemFailures.length };
}

describe("a callback of Twilio", () => {
  test("is answered once it is queued, without the number, and moves the delivery", async () => {
    const delivery = await sentDelivery();
    const event = twilioCallback(delivery, { MessageStatus: "delivered" });
    expect((await invoke(event)).statusCode).toBe(200);
    const { bodies, putBack } = await receiveQueue();
    expect(bodies).toHaveLength(1);
    expect(bodies[0]).not.toContain("48600100200");
    expect(putBack).toBe(0);
    expect(await recordOf(delivery)).toMatchObject({ status: "delivered", version: 2 });
  });

  test("changes nothing when it is replayed", async () => {
    const delivery = await sentDelivery();
    const event = twilioCallback(delivery, { MessageStatus: "undelivered", ErrorCode: "30003" });
    for (let time = 0; time < 3; time += 1) {
      expect((await invoke(event)).statusCode).toBe(200);
      expect((await receiveQueue()).putBack).toBe(0);
    }
    expect(await recordOf(delivery)).toMatchObject({ failureReason: "undelivered", version: 2 });
  });

  test("that says STOP suppresses the number", async () => {
    const delivery = await sentDelivery();
    await invoke(twilioCallback(delivery, { MessageStatus: "failed", ErrorCode: "21610" }));
    await receiveQueue();
    const known = await dynamoDbSuppressionStore(
      stage.table,
      systemClock,
      hashing,
    ).listSuppressions(delivery.userId);
    expect([...known.values()]).toMatchObject([{ reason: "refused", provider: "twilio" }]);
  });

  test("comes back while its delivery is being sent", async () => {
    const delivery = await sentDelivery({ status: "sending" });
    await invoke(twilioCallback(delivery, { MessageStatus: "delivered" }));
    expect((await receiveQueue()).putBack).toBe(1);
    expect(await recordOf(delivery)).toMatchObject({ status: "sending", version: 1 });
  });

  test("about a notification that there is not is taken, and ignored", async () => {
    const delivery = { ...(await sentDelivery()), notificationId: ulid() };
    const event = twilioCallback(delivery, { MessageStatus: "delivered" });
    expect((await invoke(event)).statusCode).toBe(200);
    expect((await receiveQueue()).putBack).toBe(0);
    expect(await recordOf(delivery)).toBeUndefined();
  });

  test("that decides nothing is taken, and not queued", async () => {
    const delivery = await sentDelivery();
    const event = twilioCallback(delivery, { MessageStatus: "queued" });
    expect((await invoke(event)).statusCode).toBe(200);
    const { bodies } = await receiveQueue();
    expect(bodies.filter((body) => body.includes(delivery.notificationId))).toEqual([]);
  });
});

describe("a callback is rejected", () => {
  test("with 403 if it is forged, or there is no key to check it with", async () => {
    const event = twilioCallback(await sentDelivery(), { MessageStatus: "delivered" });
    const forged = await invoke({ ...event, body: `${event.body}&x=1` });
    expect(forged.statusCode).toBe(403);
    expect(JSON.parse(forged.body)).toMatchObject({ title: "Forbidden" });
    expect((await invoke(callback("sendgrid", "[]", {}))).statusCode).toBe(403);
  });

  test("with 413 if it is larger than any provider's", async () => {
    const { statusCode } = await invoke(callback("messenger", "x".repeat(1_048_577), {}));
    expect(statusCode).toBe(413);
  });

  test("with 400 if it is signed and makes no sense", async () => {
    const signature = createHmac("sha256", "s").update("{}").digest("hex");
    const headers = { "X-Hub-Signature-256": `sha256=${signature}` };
    expect((await invoke(callback("messenger", "{}", headers))).statusCode).toBe(400);
  });

  test("with 404 if no such provider calls back", async () => {
    expect((await invoke(callback("constructor", "{}", {}))).statusCode).toBe(404);
  });
});

describe("the webhook of Messenger", () => {
  const post = (messaging: object) => {
    const body = JSON.stringify({ object: "page", entry: [{ messaging: [messaging] }] });
    const signature = createHmac("sha256", "s").update(body).digest("hex");
    return invoke(callback("messenger", body, { "x-hub-signature-256": `sha256=${signature}` }));
  };

  test("finds a message's delivery by its echo, whichever comes first", async () => {
    const mid = `m_${crypto.randomUUID()}`;
    const delivery = await sentDelivery({ provider: "messenger", providerMessageId: mid });
    const { userId, notificationId, channel } = delivery;
    const metadata = JSON.stringify({ userId, notificationId, channel });
    await post({ delivery: { mids: [mid], watermark: Date.now() } });
    expect((await receiveQueue()).putBack).toBe(1);
    await post({ message: { mid, is_echo: true, metadata } });
    await post({ delivery: { mids: [mid], watermark: Date.now() } });
    await receiveQueue();
    await receiveQueue();
    expect(await recordOf(delivery)).toMatchObject({ status: "delivered" });
  });

  test("is verified with the token", async () => {
    const query = { "hub.mode": "subscribe", "hub.verify_token": "t", "hub.challenge": "42" };
    const event = apiEvent({ queryStringParameters: query });
    const response = await invoke({ ...event, resource: "/v1/receipts/messenger" });
    expect(response).toMatchObject({ statusCode: 200, body: "42" });
  });
});

test("a message that nobody understands goes back, and on to the dead-letter queue", async () => {
  const attributes = { ApproximateReceiveCount: "1" };
  const record = { messageId: "m-1", receiptHandle: "none", body: '{"kind":"?"}', attributes };
  expect(await invoke({ Records: [record] })).toEqual({
    batchItemFailures: [{ itemIdentifier: "m-1" }],
  });
});
