import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { sqsClient } from "../../../lambdas/adapters/sqs-delivery-queues.ts";
import { readQueueDepth } from "../../../lambdas/adapters/sqs-queue-depth.ts";
import type { FakeAws } from "../../support/fake-aws.ts";
import { startFakeAws } from "../../support/fake-aws.ts";
import { becomeFunction } from "../../support/test-stage.ts";

let aws: FakeAws;

beforeAll(async () => {
  aws = await startFakeAws();
  becomeFunction(aws.url, {});
});

afterAll(() => aws.close());

beforeEach(() => aws.reset());

test("a depth asks both queues for what waits and what is in flight", async () => {
  const [queue, deadLetters] = [`${aws.url}/0/sms`, `${aws.url}/0/sms-dead-letter`];
  await readQueueDepth(sqsClient(), queue, deadLetters);
  const AttributeNames = ["", "NotVisible", "Delayed"].map(
    (kind) => `ApproximateNumberOfMessages${kind}`,
  );
  const asked = aws.inputsOf("SQS.GetQueueAttributes");
  expect(asked).toHaveLength(2);
  for (const QueueUrl of [queue, deadLetters]) {
    expect(asked).toContainEqual({ QueueUrl, AttributeNames });
  }
});

test("what SQS does not count is none", async () => {
  expect(await readQueueDepth(sqsClient(), `${aws.url}/0/a`, `${aws.url}/0/b`)).toEqual({
    waiting: 0,
    inFlight: 0,
    deadLetters: 0,
  });
});
