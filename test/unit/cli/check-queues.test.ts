import type { GetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { expect, test } from "vitest";
import { findQueueFaults, isBehind, readQueueDepths } from "../../../cli/doctor/check-queues.ts";
import type { ChannelConfig } from "../../../lib/deployment-config.ts";

const config: ChannelConfig = {
  providers: ["twilio"],
  allowedProviders: ["twilio"],
  retryDelaysSeconds: [1],
  afterUnknown: "resend",
  order: "listed",
  truncate: false,
  maximumConcurrency: 10,
  batchSize: 10,
  functionTimeoutSeconds: 30,
};

const quiet = { waiting: 0, inFlight: 0, deadLetters: 0 };

function find(depths: typeof quiet | undefined) {
  const channel = { channel: "sms", config, depths };
  return findQueueFaults(channel, (words) => `herald ${words}`);
}

test("nothing is found in quiet queues", () => {
  expect(find(quiet)).toEqual([]);
});

test("dead letters are found with the command that moves them", () => {
  expect(find({ ...quiet, deadLetters: 3 })).toMatchObject([
    {
      where: "channel sms",
      what: "has dead letters, about 3",
      todo: expect.stringMatching(/herald redrive --channel sms$/),
    },
  ]);
});

test("a channel is behind once more waits than its functions take at once", () => {
  expect(isBehind(config, { ...quiet, waiting: 100 })).toBe(false);
  expect(isBehind(config, { ...quiet, waiting: 101 })).toBe(true);
  expect(find({ ...quiet, waiting: 101 })).toHaveLength(1);
});

test("more in flight than SQS will soon allow is found", () => {
  expect(find({ ...quiet, inFlight: 99_999 })).toEqual([]);
  expect(find({ ...quiet, inFlight: 100_000 })).toHaveLength(1);
});

test("a channel without queues is found", () => {
  expect(find(undefined)).toMatchObject([{ what: "has no queues" }]);
});

test("dead letters in flight count as dead letters", async () => {
  const counts: Record<string, [waiting: string, inFlight: string]> = {
    "queue-url": ["3", "4"],
    "dead-letter-url": ["5", "6"],
  };
  const send = async ({ input }: GetQueueAttributesCommand) => {
    const [waiting, inFlight] = counts[input.QueueUrl ?? ""] ?? [];
    const Attributes = {
      ApproximateNumberOfMessages: waiting,
      ApproximateNumberOfMessagesNotVisible: inFlight,
    };
    return { Attributes };
  };
  const sqs = { send } as unknown as SQSClient;
  const queues = new Map([["sms", { url: "queue-url", deadLetterUrl: "dead-letter-url" }]]);
  const depths = await readQueueDepths({ sqs, queues });
  expect(depths.get("sms")).toEqual({ waiting: 3, inFlight: 4, deadLetters: 11 });
});
