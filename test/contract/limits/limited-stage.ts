import { setTimeout as sleep } from "node:timers/promises";
import { DeleteMessageCommand, SetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import type { SQSRecord } from "aws-lambda";
import { inject, vi } from "vitest";
import { emulatorClientConfig } from "../../../local/aws.ts";
import { AwsLimits } from "../../../local/aws-proxy/aws-limits.ts";
import { startAwsProxy } from "../../../local/aws-proxy/aws-proxy.ts";
import { localProviderSettings } from "../../../local/simulator/settings.ts";
import { startSimulator } from "../../../local/simulator/simulator.ts";
import { SimulatorClient } from "../../../local/simulator-client.ts";
import { waitFor } from "../../../local/wait-for.ts";
import type { HandleBatch } from "../../support/channel-function.ts";
import { startChannelFunction } from "../../support/channel-function.ts";
import { startIntakeFunction } from "../../support/intake-function.ts";
import { users } from "../../support/stage-secret.ts";
import { createTestStage, invocationContext } from "../../support/test-stage.ts";
import { recordsOfUser } from "../../support/user-records.ts";

/** The channels, with the one provider of each. */
const channels = { sms: "twilio", email: "sendgrid" } as const;
type ChannelName = keyof typeof channels;
const channelNames = Object.keys(channels) as ChannelName[];

/** A function's time, which a lease lasts as long as, and the queues' visibility time-out. */
const functionSeconds = 12;
const hiddenSeconds = 15;

/** Long enough for a machine that is busy: a call that times out may be sent again. */
const providerTimeoutMs = 5_000;

/** Parameters are read again so often that limits on reading them matter to warm functions too. */
const cacheSeconds = 1;

/** Submits a body with a key; returns the response's status and what it says of trying again. */
export type SubmitWithKey = (
  body: object,
  key: string,
) => Promise<{ readonly status: number; readonly retryAfter: unknown }>;

/**
 * A stage whose functions run here, from their real handlers, behind AWS's limits as switches. All
 * providers accept; `simulator` says otherwise.
 */
export async function startLimitedStage() {
  const endpoint = inject("awsEndpoint");
  const limits = new AwsLimits(alternately());
  const aws = await startAwsProxy(endpoint, limits.handle);
  const simulator = await startSimulator({ port: 0, awsEndpoint: endpoint });
  const sqs = new SQSClient(emulatorClientConfig(endpoint));
  const stage = await createTestStage(
    endpoint,
    Object.fromEntries(Object.entries(channels).map(([name, provider]) => [name, [provider]])),
  );
  const settings = localProviderSettings(simulator.url);
  for (const provider of Object.values(channels)) {
    const text = JSON.stringify({ ...settings[provider], timeoutMs: providerTimeoutMs });
    await stage.putParameter(`providers/${provider}`, text);
  }
  for (const QueueUrl of Object.values(stage.queueUrls)) {
    const Attributes = { VisibilityTimeout: String(hiddenSeconds) };
    await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes }));
  }
  const handlers = new Map<ChannelName, HandleBatch>();
  /** How often each message was received, by the delivery that it names, as JSON. */
  const receives = new Map<string, number>();
  const pump = new AbortController();
  let pumps: Promise<unknown> = Promise.resolve();

  /** Receives one batch of a channel as SQS and Lambda do; returns how many messages it had. */
  async function receiveOnce(channel: ChannelName): Promise<number> {
    const event = await stage.receive(channel);
    const handler = handlers.get(channel);
    if (event.Records.length === 0 || handler === undefined) {
      return 0;
    }
    for (const { body, attributes } of event.Records) {
      const delivery = JSON.stringify(users.open(JSON.parse(body)));
      receives.set(delivery, Number(attributes.ApproximateReceiveCount));
    }
    const { batchItemFailures } = await handler(event, within(functionSeconds));
    const failed = batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
    const done = event.Records.filter(({ messageId }) => !failed.includes(messageId));
    await Promise.all(done.map(remove(channel)));
    return event.Records.length;
  }

  function remove(channel: ChannelName) {
    return ({ receiptHandle: ReceiptHandle }: SQSRecord) =>
      sqs.send(new DeleteMessageCommand({ QueueUrl: stage.queueUrls[channel], ReceiptHandle }));
  }

  async function receiveUntilStopped(channel: ChannelName): Promise<void> {
    while (!pump.signal.aborted) {
      if ((await receiveOnce(channel)) === 0) {
        await sleep(50);
      }
    }
  }

  return {
    limits,
    simulator: new SimulatorClient(simulator.url),
    receives,

    /** A function that has done nothing yet: it has to read its parameters. */
    async coldIntake(): Promise<SubmitWithKey> {
      vi.resetModules();
      const submit = await startIntakeFunction(stage, aws.url, { cacheSeconds });
      return async (body, key) => {
        const { statusCode, headers } = await submit(body, key);
        return { status: statusCode, retryAfter: headers?.["Retry-After"] };
      };
    },

    /** Replaces the channels' functions by cold ones. */
    async coldChannels(): Promise<void> {
      for (const channel of channelNames) {
        vi.resetModules();
        const providers = [channels[channel]];
        const one = await startChannelFunction(stage, aws.url, {
          channel,
          providers,
          cacheSeconds,
        });
        handlers.set(channel, one);
      }
    },

    /** From now on the channels' functions receive what is queued. */
    startReceiving(): void {
      pumps = Promise.all(channelNames.map(receiveUntilStopped));
    },

    recordsOf: (userId: string) => recordsOfUser(stage.table, userId),

    /** Waits until each delivery of these users has ended. */
    async untilEnded(userIds: readonly string[]): Promise<void> {
      await waitFor(
        "the deliveries to end",
        async () => {
          const all = await Promise.all(userIds.map((id) => recordsOfUser(stage.table, id)));
          const statuses = all.flatMap(({ deliveries }) => deliveries.map(({ status }) => status));
          const ended = statuses.filter((status) => status === "sent" || status === "failed");
          return ended.length === channelNames.length * userIds.length || undefined;
        },
        { timeoutMs: 60_000, intervalMs: 200 },
      );
    },

    async stop(): Promise<void> {
      pump.abort();
      await pumps;
      sqs.destroy();
      await Promise.all([aws.close(), simulator.close()]);
      await stage.remove();
    },
  };
}

/** Chances of which every other one is small: a call that a limit meets gets through when repeated. */
function alternately(): () => number {
  let count = 0;
  return () => {
    count += 1;
    return count % 2 === 1 ? 0 : 0.9;
  };
}

function within(seconds: number) {
  const deadline = Date.now() + seconds * 1_000;
  return { ...invocationContext(), getRemainingTimeInMillis: () => deadline - Date.now() };
}
