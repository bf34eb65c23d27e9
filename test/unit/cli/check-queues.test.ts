import { expect, test } from "vitest";
import { findQueueFaults, isBehind } from "../../../cli/doctor/check-queues.ts";
import type { ChannelConfig } from "../../../lib/deployment-config.ts";

const config: ChannelConfig = {
  providers: ["twilio"],
  allowedProviders: ["twilio"],
  retryDelaysSeconds: [1],
  afterUnknown: "resend",
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
