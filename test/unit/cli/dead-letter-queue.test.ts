import { SQSClient } from "@aws-sdk/client-sqs";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { sqsDeadLetterQueue } from "../../../cli/redrive/dead-letter-queue.ts";
import type { DeadLetter, DeadLetterSource } from "../../../cli/redrive/redrive.ts";
import { emulatorClientConfig } from "../../../local/aws.ts";
import type { FakeAws } from "../../support/fake-aws.ts";
import { startFakeAws } from "../../support/fake-aws.ts";

let aws: FakeAws;
let QueueUrl: string;
let letters: DeadLetterSource;

beforeAll(async () => {
  aws = await startFakeAws();
  QueueUrl = `${aws.url}/0/sms-dead-letter`;
  letters = sqsDeadLetterQueue(new SQSClient(emulatorClientConfig(aws.url)), QueueUrl);
});

afterAll(() => aws.close());

beforeEach(() => aws.reset());

const sentAt = new Date("2026-11-23T15:20:05.123Z");
const letter: DeadLetter = { messageId: "m", receiptHandle: "r", body: "{}", sentAt };

test.each([
  [3, 3],
  [10, 10],
  [1_000, 10],
])(
  "for %i messages it asks for %i, and has them hidden while they are looked at",
  async (max, asked) => {
    aws.respond("SQS.ReceiveMessage", () => ({
      Messages: [
        {
          MessageId: "m",
          ReceiptHandle: "r",
          Body: "{}",
          MD5OfBody: "99914b932bd37a50b983c5e7c90ae93b",
          Attributes: { SentTimestamp: String(sentAt.getTime()) },
        },
      ],
    }));
    expect(await letters.receive(max)).toEqual([letter]);
    expect(aws.inputsOf("SQS.ReceiveMessage")).toEqual([
      {
        QueueUrl,
        MaxNumberOfMessages: asked,
        MessageSystemAttributeNames: ["SentTimestamp"],
        VisibilityTimeout: 300,
        WaitTimeSeconds: 2,
      },
    ]);
  },
);

test("an empty response is no message", async () => {
  expect(await letters.receive(1)).toEqual([]);
});

test("what waits is counted, and nothing is said of none", async () => {
  expect(await letters.count()).toBe(0);
  aws.respond("SQS.GetQueueAttributes", () => ({
    Attributes: { ApproximateNumberOfMessages: "12" },
  }));
  expect(await letters.count()).toBe(12);
  expect(aws.inputsOf("SQS.GetQueueAttributes").at(-1)).toEqual({
    QueueUrl,
    AttributeNames: ["ApproximateNumberOfMessages"],
  });
});

test("a message is deleted by its receipt handle", async () => {
  await letters.remove(letter);
  expect(aws.inputsOf("SQS.DeleteMessage")).toEqual([{ QueueUrl, ReceiptHandle: "r" }]);
});

test("messages are visible again at once, ten in a call", async () => {
  const many = Array.from({ length: 21 }, (_, index) => ({
    ...letter,
    receiptHandle: `r-${index}`,
  }));
  await letters.release(many);
  const calls = aws.inputsOf("SQS.ChangeMessageVisibilityBatch");
  expect(calls.map(({ Entries }) => Entries.length)).toEqual([10, 10, 1]);
  const entries = calls.flatMap(({ Entries }) => Entries);
  expect(entries.map(({ ReceiptHandle }) => ReceiptHandle)).toEqual(
    many.map(({ receiptHandle }) => receiptHandle),
  );
  expect(new Set(calls[0].Entries.map(({ Id }: { Id: string }) => Id)).size).toBe(10);
  expect(entries.every(({ VisibilityTimeout }) => VisibilityTimeout === 0)).toBe(true);
  expect(calls.every((call) => call.QueueUrl === QueueUrl)).toBe(true);
});

test("none are released without a call", async () => {
  await letters.release([]);
  expect(aws.calls).toEqual([]);
});

test.each<[string, () => Promise<unknown>]>([
  ["count", () => letters.count()],
  ["receive", () => letters.receive(1)],
  ["remove", () => letters.remove(letter)],
  ["release", () => letters.release([letter])],
])("%s says that SQS failed", async (_, call) => {
  aws.fail("SQS");
  await expect(call()).rejects.toMatchObject({ name: "DependencyUnavailable", service: "SQS" });
});
