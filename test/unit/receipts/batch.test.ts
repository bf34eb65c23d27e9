import type { SQSBatchResponse, SQSEvent } from "aws-lambda";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Delivery } from "../../../lambdas/core/delivery.ts";
import { failureText } from "../../support/fake-aws.ts";
import type { ReceiptsFunction } from "../../support/receipts-function.ts";
import { prepareReceiptsFunction } from "../../support/receipts-function.ts";
import { acceptedNotification, deliveryOf, sent, storedItems } from "../../support/stored-items.ts";
import { invocationContext } from "../../support/test-stage.ts";

const notification = acceptedNotification();
const reference = {
  userId: notification.userId,
  notificationId: notification.id,
  channel: "sms",
};

let aws: ReceiptsFunction["aws"];
let queueUrl: string;
let output: ReceiptsFunction["output"];
let receipts: ReceiptsFunction;
let handler: Awaited<ReturnType<ReceiptsFunction["start"]>>;

beforeAll(async () => {
  receipts = await prepareReceiptsFunction();
  ({ aws, queueUrl, output } = receipts);
});

afterAll(() => receipts.stop());

beforeEach(async () => {
  handler = await receipts.start();
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

  let receiveCount: number;

  beforeEach(() => {
    receiveCount = 3;
  });

  async function receive(...bodies: readonly string[]) {
    const Records = bodies.map((body, index) => ({
      messageId: `message-${index}`,
      receiptHandle: `handle-${index}`,
      body,
      attributes: { ApproximateReceiveCount: String(receiveCount) },
    }));
    const batch = { Records } as unknown as SQSEvent;
    const response = await handler(batch, invocationContext());
    const { batchItemFailures } = response as SQSBatchResponse;
    return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
  }

  /** Has the table hold what the receipt is about, sent as the message that it names. */
  function store(changes: Partial<Delivery> = {}): void {
    const delivery = deliveryOf(notification, {
      status: "sent",
      provider: "twilio",
      providerMessageId: "SM1",
      sentAt: notification.registeredAt,
      ...changes,
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

  test("with a code keeps it, and suppresses the address that is never to be written to again", async () => {
    store();
    const suppress = { address: "phoneNumber", reason: "refused" };
    const failed = { ...receipt, result: "undelivered", code: "21610", suppress };
    expect(await receive(JSON.stringify(failed))).toEqual([]);
    const [{ Item }] = aws.inputsOf("DynamoDB.PutItem");
    expect(Item).toMatchObject({
      status: { S: "failed" },
      lastError: { S: "twilio undelivered: 21610" },
    });
    const [{ TransactItems }] = aws.inputsOf("DynamoDB.TransactWriteItems");
    expect(TransactItems[1].Update.ExpressionAttributeValues[":suppression"].M.reason).toEqual({
      S: "refused",
    });
    expect(output.lines).toMatchObject([{ result: "undelivered", code: "21610" }]);
    expect(output.all()).not.toContain("+48600100200");
  });

  test("that names no message is about the one that was sent", async () => {
    store();
    const { providerMessageId: _, ...unnamed } = receipt;
    expect(await receive(JSON.stringify(unnamed))).toEqual([]);
    expect(output.counted("ReceiptRecorded")).toBe(1);
  });

  test("knows a message by whatever name its provider gives it later", async () => {
    store({ provider: "sendgrid", providerMessageId: "first" });
    const named = { ...receipt, provider: "sendgrid", providerMessageId: "first.recvd-1.0" };
    expect(await receive(JSON.stringify(named))).toEqual([]);
    expect(output.counted("ReceiptRecorded")).toBe(1);
  });

  test("about another message is done with, and changes nothing", async () => {
    store();
    const other = { ...receipt, providerMessageId: "SM2" };
    expect(await receive(JSON.stringify(other))).toEqual([]);
    expect(aws.inputsOf("DynamoDB.PutItem")).toEqual([]);
    expect(output.lines).toMatchObject([{ receipt: "ignored", reason: "other-message" }]);
    expect([output.counted("ReceiptIgnored"), output.counted("ReceiptRecorded")]).toEqual([1, 0]);
  });

  test("comes back while its delivery is being sent, and counts for nothing else", async () => {
    store({ status: "sending", leaseUntil: new Date(Date.now() + 30_000) });
    expect(await receive(JSON.stringify(receipt))).toEqual(["message-0"]);
    expect(output.lines).toMatchObject([{ receipt: "too-early" }]);
    expect(output.counted("ReceiptPutBack")).toBe(1);
    expect([output.counted("ReceiptIgnored"), output.counted("ReceiptRecorded")]).toEqual([0, 0]);
  });

  test("by a message's id alone waits for its echo, and is then given up", async () => {
    const ids = { provider: "messenger", providerMessageId: "m_1" };
    const { at, result } = receipt;
    const named = JSON.stringify({ kind: "receipt-by-message-id", ...ids, at, result });
    expect(await receive(named)).toEqual(["message-0"]);
    expect(output.lines).toEqual([]);
    receiveCount = 6;
    expect(await receive(named)).toEqual([]);
    expect(output.lines).toMatchObject([
      { message: "receipt", provider: "messenger", receipt: "ignored", reason: "unknown-id" },
    ]);
  });

  test("of which one cannot be carried out reports that one alone, and puts it back", async () => {
    store();
    expect(await receive("ann@example.com", JSON.stringify(receipt))).toEqual(["message-0"]);
    expect(aws.inputsOf("SQS.ChangeMessageVisibility")).toEqual([
      { QueueUrl: queueUrl, ReceiptHandle: "handle-0", VisibilityTimeout: 4 },
    ]);
    expect(output.counted("MalformedMessage")).toBe(1);
    expect(output.counted("ReceiptPutBack")).toBe(1);
    expect(output.lines).toContainEqual(
      expect.objectContaining({ message: "malformed message", messageId: "message-0" }),
    );
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

  test("of SES that says nothing of a delivery is done with", async () => {
    const timestamp = new Date().toISOString();
    const mail = { messageId: "SM1", timestamp, destination: ["ann@example.com"] };
    const untagged = { eventType: "Delivery", mail, delivery: { timestamp } };
    expect(await receive(JSON.stringify(untagged))).toEqual([]);
    expect(output.lines).toMatchObject([
      { message: "receipt", provider: "ses", receipt: "ignored", reason: "no-tags" },
    ]);
    expect(output.counted("ReceiptIgnored")).toBe(1);
    expect(output.all()).not.toContain("ann@example.com");
  });
});
