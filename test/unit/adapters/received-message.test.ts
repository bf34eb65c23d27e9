import type { SQSClient } from "@aws-sdk/client-sqs";
import { ChangeMessageVisibilityBatchCommand } from "@aws-sdk/client-sqs";
import { expect, test } from "vitest";
import { holdMessages } from "../../../lambdas/adapters/sqs-received-message.ts";
import { DependencyUnavailable } from "../../../lambdas/core/ports/unavailable.ts";

/** A client that keeps what it is sent and responds as it is told. */
function clientThat(respond: () => Promise<unknown>) {
  const sent: unknown[] = [];
  const send = (command: unknown) => {
    expect(command).toBeInstanceOf(ChangeMessageVisibilityBatchCommand);
    sent.push((command as ChangeMessageVisibilityBatchCommand).input);
    return respond();
  };
  return { client: { send } as unknown as SQSClient, sent };
}

test("messages are held by one call for each ten", async () => {
  const { client, sent } = clientThat(async () => ({ Successful: [] }));
  const handles = Array.from({ length: 12 }, (_, index) => `r-${index}`);
  await holdMessages(client, "https://queue", handles, 33);
  const entry = (ReceiptHandle: string, index: number) => ({
    Id: String(index),
    ReceiptHandle,
    VisibilityTimeout: 33,
  });
  expect(sent).toEqual([
    { QueueUrl: "https://queue", Entries: handles.slice(0, 10).map(entry) },
    { QueueUrl: "https://queue", Entries: handles.slice(10).map(entry) },
  ]);
});

test.each<[string, () => Promise<unknown>]>([
  ["fails", () => Promise.reject(new Error("down"))],
  ["leaves one message out", async () => ({ Successful: [], Failed: [{ Id: "0" }] })],
])("a call that %s is no success", async (_, respond) => {
  const { client } = clientThat(respond);
  await expect(holdMessages(client, "https://queue", ["r-0"], 33)).rejects.toBeInstanceOf(
    DependencyUnavailable,
  );
});
