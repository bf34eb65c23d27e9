import type { SQSClient } from "@aws-sdk/client-sqs";
import { expect, test } from "vitest";
import { sqsDeliveryQueues } from "../../../lambdas/adapters/sqs-delivery-queues.ts";
import { readQueueDepth } from "../../../lambdas/adapters/sqs-queue-depth.ts";
import { sendAll } from "../../../lambdas/adapters/sqs-receipts-queue.ts";
import { putBack } from "../../../lambdas/adapters/sqs-received-message.ts";
import type { SentRequest } from "../../support/fake-client.ts";
import { fakeClient } from "../../support/fake-client.ts";
import { hashing, plainUsers, users } from "../../support/stage-secret.ts";

const url = "https://sqs.test/queue";

function fakeSqs(respond?: (request: SentRequest) => unknown) {
  const { client, sent } = fakeClient(respond);
  return { client: client as unknown as SQSClient, sent };
}

test("a delivery's message goes to its channel's queue, and holds ids only", async () => {
  const { client, sent } = fakeSqs();
  const reference = { userId: "u", notificationId: "n", channel: "sms" };
  await sqsDeliveryQueues(client, { sms: url, email: "other" }, plainUsers, hashing).send(
    reference,
  );
  expect(sent.map(({ input }) => input)).toEqual([
    { QueueUrl: url, MessageBody: JSON.stringify(reference) },
  ]);
});

test("a message is put back for the seconds that it is to stay away", async () => {
  const { client, sent } = fakeSqs();
  await putBack(client, url, "receipt", 42);
  expect(sent.map(({ input }) => input)).toEqual([
    { QueueUrl: url, ReceiptHandle: "receipt", VisibilityTimeout: 42 },
  ]);
});

test("a queue's depth has what waits, what is in flight, and both of its dead letters", async () => {
  const { client } = fakeSqs(({ input }) => ({
    Attributes:
      input.QueueUrl === url
        ? { ApproximateNumberOfMessages: "1", ApproximateNumberOfMessagesNotVisible: "2" }
        : { ApproximateNumberOfMessages: "3", ApproximateNumberOfMessagesNotVisible: "4" },
  }));
  const depth = await readQueueDepth(client, url, "dead letters");
  expect(depth).toEqual({ waiting: 1, inFlight: 2, deadLetters: 7 });
});

test.each<[string, (client: SQSClient) => Promise<unknown>]>([
  ["sending a batch", (client) => sendAll(client, url, ["body"])],
  [
    "sending",
    (client) =>
      sqsDeliveryQueues(client, {}, users, hashing).send({
        userId: "u",
        notificationId: "n",
        channel: "sms",
      }),
  ],
  ["putting back", (client) => putBack(client, url, "receipt", 1)],
  ["reading the depth", (client) => readQueueDepth(client, url, url)],
])("%s that fails is told", async (_, call) => {
  const failure = new Error("throttled");
  const { client } = fakeSqs(() => {
    throw failure;
  });
  await expect(call(client)).rejects.toMatchObject({ service: "SQS", cause: failure });
});
