import type { GetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { QueueDoesNotExist } from "@aws-sdk/client-sqs";
import { expect, test } from "vitest";
import { countMessages } from "../../../lambdas/adapters/sqs-queue-depth.ts";
import { DependencyUnavailable } from "../../../lambdas/core/ports/unavailable.ts";

const attributes: Record<string, string> = {
  ApproximateNumberOfMessages: "1",
  ApproximateNumberOfMessagesNotVisible: "20",
  ApproximateNumberOfMessagesDelayed: "300",
};

function count(send: (command: GetQueueAttributesCommand) => Promise<unknown>): Promise<number> {
  return countMessages({ send } as unknown as SQSClient, "https://queue");
}

test("what is visible, in flight and delayed is counted", async () => {
  const send = async ({ input }: GetQueueAttributesCommand) => {
    const names = input.AttributeNames ?? [];
    return { Attributes: Object.fromEntries(names.map((name) => [name, attributes[name]])) };
  };
  expect(await count(send)).toBe(321);
});

test("a queue that is not there holds nothing", async () => {
  const error = new QueueDoesNotExist({ message: "", $metadata: {} });
  expect(await count(() => Promise.reject(error))).toBe(0);
});

test("one that does not respond may hold anything", async () => {
  const failing = () => Promise.reject(new Error("down"));
  await expect(count(failing)).rejects.toBeInstanceOf(DependencyUnavailable);
});
