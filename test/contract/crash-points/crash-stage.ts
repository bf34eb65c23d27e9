import {
  ChangeMessageVisibilityCommand,
  DeleteMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import type { SQSRecord } from "aws-lambda";
import { inject, vi } from "vitest";
import { phoneNumbers } from "../../../lambdas/runtime/phone-numbers.ts";
import { emulatorClientConfig } from "../../../local/aws.ts";
import { localProviderSettings } from "../../../local/simulator/settings.ts";
import { startSimulator } from "../../../local/simulator/simulator.ts";
import { SimulatorClient } from "../../../local/simulator-client.ts";
import { waitFor } from "../../../local/wait-for.ts";
import { apiEvent } from "../../support/api-event.ts";
import { startAwsRecorder } from "../../support/aws-recorder.ts";
import { createContentBucket } from "../../support/content-buckets.ts";
import { becomeFunction, createTestStage, invocationContext } from "../../support/test-stage.ts";
import { recordsOfUser } from "../../support/user-records.ts";
import type { CrashPoint } from "./cuttable-line.ts";
import { CuttableLine } from "./cuttable-line.ts";

/** The channels: what carries them, and what follows an answer that is unknown. */
export const channels = {
  sms: { provider: "twilio", address: "phoneNumber", afterUnknown: "resend" },
  email: { provider: "sendgrid", address: "email", afterUnknown: "resend" },
  held: { provider: "twilio", address: "phoneNumber", afterUnknown: "hold" },
} as const;

export type ChannelName = keyof typeof channels;

/**
 * One call's time, and what a function needs to make it and write down what happened. Long enough for a
 * machine that is busy: a call that times out may be sent again, and a function that runs out of time has
 * not crashed.
 */
const providerTimeoutMs = 1_000;
const channelTimeoutMs = 6_000;
const intakeTimeoutMs = 3_000;

/** Messages come back when the test says so, however slow the machine is. */
const hiddenSeconds = 600;

type Body = Readonly<Record<string, unknown>>;

/**
 * A stage whose functions run here, from their real handlers, behind a line that can be cut. Every
 * invocation starts a new process: its modules are evaluated afresh.
 */
export async function startCrashStage() {
  // Loading the numbering plans for the first time would be counted as intake's own time.
  await phoneNumbers.read("+48600100200");
  const endpoint = inject("awsEndpoint");
  const line = new CuttableLine(endTime);
  const simulator = await startSimulator({ port: 0, awsEndpoint: endpoint });
  const aws = await startAwsRecorder(endpoint, line);
  const providers = await startAwsRecorder(simulator.url, line);
  const sqs = new SQSClient(emulatorClientConfig(endpoint));
  const deployed = Object.entries(channels);
  const stage = await createTestStage(
    endpoint,
    Object.fromEntries(deployed.map(([name, { provider }]) => [name, [provider]])),
  );
  const bucket = await createContentBucket(endpoint);
  const settings = localProviderSettings(providers.url);
  for (const id of ["twilio", "sendgrid"] as const) {
    const text = JSON.stringify({ ...settings[id], timeoutMs: providerTimeoutMs });
    await stage.putParameter(`providers/${id}`, text);
  }
  for (const QueueUrl of Object.values(stage.queueUrls)) {
    const Attributes = { VisibilityTimeout: String(hiddenSeconds) };
    await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes }));
  }
  const queueUrl = (channel: string) => stage.queueUrls[channel]?.replace(endpoint, aws.url);
  becomeFunction(aws.url, {
    NOTIFICATIONS_TABLE: stage.table.tableName,
    PROVIDER_HEALTH_TABLE: stage.healthTable.tableName,
    HEALTH_POLICY: '{"failuresToOpen":3,"openSeconds":30,"longestOpenSeconds":600}',
    PARAMETER_PREFIX: stage.parameterPrefix,
    CHANNELS: JSON.stringify(
      Object.fromEntries(
        deployed.map(([name, { provider, address }]) => [
          name,
          { queueUrl: queueUrl(name), addresses: { [provider]: address } },
        ]),
      ),
    ),
    DEFAULT_ENABLED_CHANNELS: "[]",
    DEFAULT_RESPONSES_PER_HOUR: "0",
    DEFAULT_LIMITS: "{}",
    RETENTION_DAYS: "30",
    CONFIGURATION_CACHE_SECONDS: "30",
    RETRY_DELAYS_SECONDS: "[1,1,1,1,1,1,1,1]",
    POWERTOOLS_LOG_LEVEL: "SILENT",
    POWERTOOLS_METRICS_DISABLED: "true",
  });

  async function submit(body: Body, key: string, point?: CrashPoint): Promise<number | undefined> {
    line.restart(point);
    vi.resetModules();
    becomeFunction(aws.url, { CONTENT_BUCKET: bucket.name });
    const { handler } = await import("../../../lambdas/functions/intake/handler.ts");
    const headers = { "content-type": "application/json", "Idempotency-Key": key };
    const { statusCode } = await handler(apiEvent({ body, headers }), within(intakeTimeoutMs));
    vi.useRealTimers();
    return line.isDead ? undefined : statusCode;
  }

  /** Hands messages to the channel's function; SQS deletes what a living one is done with. */
  async function deliver(
    channel: ChannelName,
    messages: SQSRecord[],
    point?: CrashPoint,
  ): Promise<void> {
    line.restart(point);
    vi.resetModules();
    const { provider, afterUnknown, address } = channels[channel];
    // Only a channel that sends mail has the bucket.
    delete process.env["CONTENT_BUCKET"];
    becomeFunction(aws.url, {
      ...(address === "email" && { CONTENT_BUCKET: bucket.name }),
      CHANNEL: channel,
      QUEUE_URL: queueUrl(channel) ?? "",
      ALLOWED_PROVIDERS: JSON.stringify([provider]),
      AFTER_UNKNOWN: afterUnknown,
    });
    const { handler } = await import("../../../lambdas/functions/channel/handler.ts");
    const { batchItemFailures } = await handler({ Records: messages }, within(channelTimeoutMs));
    vi.useRealTimers();
    if (line.isDead) {
      await comeBackAfter(channel, messages, hiddenSeconds);
      return;
    }
    const failed = batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
    for (const { messageId, receiptHandle: ReceiptHandle } of messages) {
      if (failed.includes(messageId)) {
        continue;
      }
      const QueueUrl = stage.queueUrls[channel];
      await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    }
  }

  async function receive(channel: ChannelName): Promise<SQSRecord[]> {
    return (await stage.receive(channel)).Records;
  }

  return {
    line,
    channelTimeoutMs,
    simulator: new SimulatorClient(simulator.url),
    receive,
    deliver,
    submit,

    /** Repeats a call until it is answered 202; `409` means to wait. */
    async submitUntilAccepted(body: Body, key: string): Promise<void> {
      await waitFor("202", async () => {
        const status = await submit(body, key);
        if (status !== 202 && status !== 409) {
          throw new Error(`intake answered ${status}`);
        }
        return status === 202 || undefined;
      });
    },

    /** Lets a channel's function work until every one of these users' deliveries has ended. */
    async deliverAll(channel: ChannelName, userIds: readonly string[]): Promise<void> {
      await waitFor(`the deliveries on ${channel}`, async () => {
        const messages = await receive(channel);
        if (messages.length > 0) {
          await deliver(channel, messages);
        }
        const isOver = messages.length === 0 && (await haveEnded(channel, userIds));
        return isOver || undefined;
      });
    },

    /** The queue hands a message out again, as after its visibility timeout. */
    handOutAgain: (channel: ChannelName, messages: readonly SQSRecord[]) =>
      comeBackAfter(channel, messages, 0),

    /** The keys of all files that are kept. */
    keptFiles: () => bucket.keys(),

    recordsOf: (userId: string) => recordsOfUser(stage.table, userId),

    async stop(): Promise<void> {
      sqs.destroy();
      await Promise.all([aws.close(), providers.close(), simulator.close()]);
      await Promise.all([stage.remove(), bucket.drop()]);
    },
  };

  async function comeBackAfter(
    channel: ChannelName,
    messages: readonly SQSRecord[],
    VisibilityTimeout: number,
  ): Promise<void> {
    for (const { receiptHandle: ReceiptHandle } of messages) {
      const change = { QueueUrl: stage.queueUrls[channel], ReceiptHandle, VisibilityTimeout };
      await sqs.send(new ChangeMessageVisibilityCommand(change));
    }
  }

  async function haveEnded(channel: ChannelName, userIds: readonly string[]): Promise<boolean> {
    const all = await Promise.all(userIds.map((userId) => recordsOfUser(stage.table, userId)));
    return all.every(({ deliveries }) =>
      deliveries.some(
        (each) => each["channel"] === channel && ["sent", "failed"].includes(`${each["status"]}`),
      ),
    );
  }
}

/** The code of a process that has died runs on here: its time is over, so it gives up at once. */
function endTime(): void {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 60_000 });
}

function within(ms: number) {
  const deadline = Date.now() + ms;
  return { ...invocationContext(), getRemainingTimeInMillis: () => deadline - Date.now() };
}
