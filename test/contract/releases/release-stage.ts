import { DeleteMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { QueryCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import type { APIGatewayProxyEvent, APIGatewayProxyResult, SQSBatchResponse } from "aws-lambda";
import { inject } from "vitest";
import { defaultCaller, scopes } from "../../../lambdas/core/caller.ts";
import type { channelEnvironment } from "../../../lambdas/functions/channel/env.ts";
import type { intakeEnvironment } from "../../../lambdas/functions/intake/env.ts";
import type { operationsEnvironment } from "../../../lambdas/functions/operations/env.ts";
import type { receiptsEnvironment } from "../../../lambdas/functions/receipts/env.ts";
import type { trackingEnvironment } from "../../../lambdas/functions/tracking/env.ts";
import type { EnvironmentOf } from "../../../lambdas/runtime/environment.ts";
import { localStage, stageVariable } from "../../../lambdas/runtime/environment.ts";
import { emulatorClientConfig, emulatorEnvironment } from "../../../local/aws.ts";
import { localProviderSettings } from "../../../local/simulator/settings.ts";
import { startSimulator } from "../../../local/simulator/simulator.ts";
import { SimulatorClient } from "../../../local/simulator-client.ts";
import { waitFor } from "../../../local/wait-for.ts";
import { functionNames } from "../../fixtures/previous-release/read.ts";
import { apiEvent } from "../../support/api-event.ts";
import { FunctionProcess } from "../../support/function-process.ts";
import { TestQueues } from "../../support/queues.ts";
import { testSecret } from "../../support/stage-secret.ts";
import { createTestStage } from "../../support/test-stage.ts";
import { startCallbackCatcher } from "./callback-catcher.ts";
import type { FunctionName, Release } from "./release-bundles.ts";
import { makeReleaseBundles } from "./release-bundles.ts";

/** The channel: `twilio` for who has a phone number, else `messenger`. */
export const channel = "mix";

const providers = { twilio: "phoneNumber", messenger: "messengerId" };

type Fields = Readonly<Record<string, unknown>>;

/** A response of the API. */
export interface Response {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: Fields;
}

/** A stage on the emulator whose functions are of any release, each in a process of its own. */
export async function startReleaseStage() {
  const endpoint = inject("awsEndpoint");
  const bundles = await makeReleaseBundles();
  const simulator = await startSimulator({ port: 0, awsEndpoint: endpoint });
  const sqs = new SQSClient(emulatorClientConfig(endpoint));
  const queues = new TestQueues(endpoint);
  const stage = await createTestStage(endpoint, {
    [channel]: Object.keys(providers),
    receipts: [],
  });
  const settings = localProviderSettings(simulator.url);
  const putSettings = (id: string, more: Fields = {}) =>
    stage.putParameter(`providers/${id}`, JSON.stringify({ ...settings[id], ...more }));
  await putSettings("twilio");
  await putSettings("messenger");
  const callbacks = await startCallbackCatcher();
  await stage.putParameter("public-url", callbacks.url);
  const simulated = new SimulatorClient(simulator.url);
  await simulated.callBackTo(callbacks.url);
  await stage.putParameter("enabled-channels", channel);

  const variables = variablesOf(stage);
  const start = async (release: Release, name: FunctionName) =>
    FunctionProcess.start(await bundles.make(release, name), {
      ...emulatorEnvironment(endpoint),
      ...variables[name],
      [stageVariable]: localStage,
      POWERTOOLS_LOG_LEVEL: "SILENT",
      POWERTOOLS_METRICS_DISABLED: "true",
    });

  const functions = await startAll(start);
  const functionOf = (release: Release, name: FunctionName) => {
    const running = functions.get(`${release} ${name}`);
    if (running === undefined) {
      throw new Error(`${name} of the ${release} release does not run`);
    }
    return running;
  };

  async function call(release: Release, name: FunctionName, event: APIGatewayProxyEvent) {
    const called = functionOf(release, name);
    const { statusCode, headers = {}, body } = await called.invoke<APIGatewayProxyResult>(event);
    const isJson = body.startsWith("{");
    return { status: statusCode, headers, body: isJson ? JSON.parse(body) : {} } as Response;
  }

  return {
    simulator: simulated,
    callbacks,
    putSettings,
    putParameter: stage.putParameter,
    call,

    submit: (release: Release, body: Fields, key?: string) =>
      call(
        release,
        "intake",
        apiEvent({
          body,
          headers: {
            "content-type": "application/json",
            traceparent: "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            ...(key !== undefined && { "idempotency-key": key }),
          },
        }),
      ),

    /** Lets a function take the next messages of its queue; returns how many it put back. */
    async take(release: Release, name: "channel" | "receipts", change = (body: Fields) => body) {
      const queue = name === "channel" ? channel : "receipts";
      const { Records } = await waitFor(
        `a message of ${queue}`,
        async () => {
          const event = await stage.receive(queue);
          return event.Records.length > 0 ? event : undefined;
        },
        { intervalMs: 100 },
      );
      const changed = Records.map((each) => ({
        ...each,
        body: JSON.stringify(change(JSON.parse(each.body))),
      }));
      const { batchItemFailures } = await functionOf(release, name).invoke<SQSBatchResponse>({
        Records: changed,
      });
      const putBack = batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
      for (const { messageId, receiptHandle: ReceiptHandle } of Records) {
        if (!putBack.includes(messageId)) {
          const QueueUrl = stage.queueUrls[queue];
          await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
        }
      }
      return putBack.length;
    },

    /** Deletes what a test left. */
    async emptyQueues(): Promise<void> {
      for (const queueUrl of Object.values(stage.queueUrls)) {
        await queues.empty(queueUrl);
      }
    },

    /** The table's records of one user, as they are stored. */
    async recordsOf(userId: string): Promise<readonly Fields[]> {
      const { Items = [] } = await stage.table.client.send(
        new QueryCommand({
          TableName: stage.table.tableName,
          KeyConditionExpression: "userId = :userId",
          ExpressionAttributeValues: { ":userId": userId },
          ConsistentRead: true,
        }),
      );
      return Items;
    },

    /** Gives a record an attribute that no release knows. */
    async addAttribute({ userId, recordId }: Fields): Promise<void> {
      await stage.table.client.send(
        new UpdateCommand({
          TableName: stage.table.tableName,
          Key: { userId, recordId },
          UpdateExpression: "SET ofAnotherRelease = :value",
          ExpressionAttributeValues: { ":value": { some: ["thing"] } },
        }),
      );
    },

    async stop(): Promise<void> {
      await Promise.all([...functions.values()].map((running) => running.stop()));
      await simulator.close();
      await callbacks.close();
      await stage.remove();
      await bundles.remove();
      sqs.destroy();
    },
  };
}

/** Starts all functions of the two releases, the next one's intake, and the channel of the first records' one. */
async function startAll(start: (release: Release, name: FunctionName) => Promise<FunctionProcess>) {
  const names = (["previous", "current"] as const).flatMap((release) =>
    functionNames.map((name) => ({ release, name })),
  );
  const more = [
    { release: "next", name: "intake" },
    { release: "first", name: "channel" },
  ] as const;
  const started = [...names, ...more].map(
    async ({ release, name }) => [`${release} ${name}`, await start(release, name)] as const,
  );
  return new Map(await Promise.all(started));
}

/** What a stage's functions are told, whatever their release. */
function variablesOf(stage: Awaited<ReturnType<typeof createTestStage>>) {
  // No call here has attachments.
  const contentBucket = "content";
  const shared = {
    NOTIFICATIONS_TABLE: stage.table.tableName,
    PARAMETER_PREFIX: stage.parameterPrefix,
    RETENTION_DAYS: "30",
    CONFIGURATION_CACHE_SECONDS: "0",
    HERALD_SECRET: testSecret,
    // As a deployment says it that brings this release.
    USER_IDS: "plain",
  };
  const callers = JSON.stringify({ [defaultCaller]: { scopes } });
  const queueUrl = stage.queueUrls[channel] ?? "";
  const channels = { [channel]: { queueUrl, addresses: providers } };
  const operated = {
    [channel]: { queueUrl, deadLetterUrl: queueUrl, providers: Object.keys(providers) },
  };
  const intake: EnvironmentOf<typeof intakeEnvironment> = {
    ...shared,
    CONTENT_BUCKET: contentBucket,
    CHANNELS: JSON.stringify(channels),
    CALLERS: callers,
    DEFAULT_ENABLED_CHANNELS: "[]",
    DEFAULT_LIMITS: "{}",
    DEFAULT_RESPONSES_PER_HOUR: "0",
  };
  const ofChannel: EnvironmentOf<typeof channelEnvironment> = {
    ...shared,
    CHANNEL: channel,
    QUEUE_URL: queueUrl,
    ALLOWED_PROVIDERS: JSON.stringify(Object.keys(providers)),
    RETRY_DELAYS_SECONDS: "[1,1]",
    AFTER_UNKNOWN: "hold",
    PROVIDER_ORDER: "listed",
    PROVIDER_HEALTH_TABLE: stage.healthTable.tableName,
    HEALTH_POLICY: '{"failuresToOpen":100,"openSeconds":30,"longestOpenSeconds":600}',
  };
  const receipts: EnvironmentOf<typeof receiptsEnvironment> = {
    ...shared,
    QUEUE_URL: stage.queueUrls["receipts"] ?? "",
    CALLBACK_PROVIDERS: JSON.stringify(Object.keys(providers)),
    EVENT_PROVIDERS: "[]",
  };
  const operations: EnvironmentOf<typeof operationsEnvironment> = {
    ...shared,
    PROVIDER_HEALTH_TABLE: stage.healthTable.tableName,
    CONTENT_BUCKET: contentBucket,
    CHANNELS: JSON.stringify(operated),
    CALLERS: callers,
    DEFAULT_ENABLED_CHANNELS: "[]",
  };
  const tracking: EnvironmentOf<typeof trackingEnvironment> = {
    NOTIFICATIONS_TABLE: shared.NOTIFICATIONS_TABLE,
    CHANNELS: JSON.stringify(Object.keys(channels)),
    CALLERS: callers,
  };
  return { intake, channel: ofChannel, receipts, operations, tracking };
}
