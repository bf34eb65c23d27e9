import { generateKeyPairSync, sign } from "node:crypto";
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from "aws-lambda";
import { ulid } from "ulid";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { apiEvent } from "../../support/api-event.ts";
import type { AwsRecorder } from "../../support/aws-recorder.ts";
import { startAwsRecorder } from "../../support/aws-recorder.ts";
import { TestQueues } from "../../support/queues.ts";
import type { TestStage } from "../../support/test-stage.ts";
import { becomeFunction, createTestStage, invocationContext } from "../../support/test-stage.ts";

const keys = generateKeyPairSync("ec", { namedCurve: "P-256" });

let stage: TestStage;
let queueUrl: string;
let recorder: AwsRecorder;
let invoke: (event: APIGatewayProxyEvent) => Promise<APIGatewayProxyResult>;

beforeAll(async () => {
  const endpoint = inject("awsEndpoint");
  stage = await createTestStage(endpoint, { receipts: [] });
  queueUrl = stage.queueUrls["receipts"] ?? "";
  recorder = await startAwsRecorder(endpoint);
  const webhookPublicKey = keys.publicKey.export({ format: "der", type: "spki" });
  const settings = { webhookPublicKey: webhookPublicKey.toString("base64") };
  await stage.putParameter("providers/sendgrid", JSON.stringify(settings));
  becomeFunction(recorder.url, {
    QUEUE_URL: queueUrl.replace(endpoint, recorder.url),
    NOTIFICATIONS_TABLE: stage.table.tableName,
    PARAMETER_PREFIX: stage.parameterPrefix,
    CALLBACK_PROVIDERS: '["sendgrid"]',
    EVENT_PROVIDERS: "[]",
    RETENTION_DAYS: "30",
    CONFIGURATION_CACHE_SECONDS: "30",
  });
  const { handler } = await import("../../../lambdas/functions/receipts/handler.ts");
  invoke = (event) => handler(event, invocationContext()) as Promise<APIGatewayProxyResult>;
});

afterAll(async () => {
  await recorder.close();
  await stage.remove();
});

/** An event with what SendGrid tells of a message, about 600 bytes of it. */
function event(index: number) {
  return {
    email: `user-${index}@example.com`,
    timestamp: 1_600_112_492,
    "smtp-id": `<${ulid()}@geopod-ismtpd-canary-0>`,
    event: "delivered",
    category: ["herald"],
    sg_event_id: `ZHJvcC0xMDk5NDkxOS1MUnpYbF9OSFN0T0doUTRrb2ZTbV9BLTA${index}`,
    sg_message_id: `${ulid()}.filterdrecv-p3mdw1-756b745b58-kmzbl-18-5F5FC76C-9.0`,
    response: "250 2.0.0 OK 1600112492 d2e1a72fcca58-17a8e3f1d2esi1234567pfh.89 - gsmtp".repeat(2),
    userId: `u-${index}`,
    notificationId: ulid(),
    channel: "email",
  };
}

function signed(body: string): APIGatewayProxyEvent {
  const timestamp = "1600112502";
  const signature = sign("sha256", Buffer.from(timestamp + body), keys.privateKey);
  const headers = {
    "X-Twilio-Email-Event-Webhook-Signature": signature.toString("base64"),
    "X-Twilio-Email-Event-Webhook-Timestamp": timestamp,
  };
  return { ...apiEvent({ body, headers }), resource: "/v1/receipts/sendgrid" };
}

test("800 events of SendGrid in one callback are queued, ten at a time", async () => {
  const body = JSON.stringify(Array.from({ length: 800 }, (_, index) => event(index)));
  expect(Buffer.byteLength(body)).toBeGreaterThan(400_000);
  recorder.calls.length = 0;
  expect((await invoke(signed(body))).statusCode).toBe(200);
  const sends = recorder.calls.filter(({ operation }) => operation.startsWith("SQS."));
  expect(sends.map(({ operation }) => operation)).toEqual(Array(80).fill("SQS.SendMessageBatch"));
  expect(await new TestQueues(inject("awsEndpoint")).visible(queueUrl)).toBe(800);
});
