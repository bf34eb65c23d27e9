import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { LambdaClient } from "@aws-sdk/client-lambda";
import { GetQueueUrlCommand, QueueDoesNotExist, SQSClient } from "@aws-sdk/client-sqs";
import { SSMClient } from "@aws-sdk/client-ssm";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { awsCall } from "../lambdas/adapters/aws-call.ts";
import type { NotificationsTable } from "../lambdas/adapters/dynamodb-client.ts";
import type { ChannelConfig, DeploymentConfig } from "../lib/deployment-config.ts";
import { namesOf } from "../lib/names.ts";
import type { ChannelQueues } from "../local/local-details.ts";
import { commands } from "../terminal/commands.ts";
import { CliProblem } from "./cli-problem.ts";
import type { PlaceOptions } from "./place.ts";
import { choosePlace } from "./place.ts";

/** A stage that runs, in AWS or on this machine. */
export interface Target {
  /** `stage sandbox in eu-west-1, account 123456789012`. */
  readonly label: string;
  readonly config: DeploymentConfig;
  readonly sqs: SQSClient;
  readonly ssm: SSMClient;
  readonly lambda: LambdaClient;
  readonly table: NotificationsTable;
  readonly healthTableName: string;
  /** Where the stage's SSM parameters are: `/herald/sandbox`. */
  readonly parameterPrefix: string;
  /** The queues that were asked for and exist, by channel. */
  readonly queues: ReadonlyMap<string, ChannelQueues>;
  /** The command line for this target, e.g. of `redrive --channel sms`. */
  commandFor(words: string): string;
}

/** More patient than the functions' clients: there may be a slow network in between. */
export const clientOptions = {
  maxAttempts: 3,
  requestHandler: { connectionTimeout: 3_000, requestTimeout: 10_000, throwOnRequestTimeout: true },
};

/**
 * Opens the stage that the options choose.
 *
 * @param channel the only one whose queues are needed; all if left out.
 * @throws CliProblem when there is no such place, channel or stage.
 * @throws DependencyUnavailable when AWS does not answer, or not these credentials.
 */
export async function openTarget(options: PlaceOptions, channel?: string): Promise<Target> {
  const { config, region, client, name, flags } = await choosePlace(options);
  if (channel !== undefined) {
    channelConfigOf(config, channel);
  }
  const clientConfig = { ...clientOptions, region, ...client };
  const sqs = new SQSClient(clientConfig);
  const names = namesOf(config.stage);
  const channels = channel === undefined ? Object.keys(config.channels) : [channel];
  const queues = await findQueues(sqs, config.stage, channels);
  const [first] = queues.values();
  if (first === undefined) {
    const missing = names.channelQueues(channels[0] ?? "").queue;
    throw new CliProblem(`${name} has no queue ${missing}: is it deployed there?`);
  }
  return {
    label: client === undefined ? `${name}, account ${accountOf(first)}` : name,
    config,
    sqs,
    ssm: new SSMClient(clientConfig),
    lambda: new LambdaClient(clientConfig),
    table: {
      client: DynamoDBDocumentClient.from(new DynamoDBClient(clientConfig)),
      tableName: names.notificationsTable,
      retentionDays: config.retentionDays,
    },
    healthTableName: names.providerHealthTable,
    parameterPrefix: names.parameterPrefix,
    queues,
    commandFor: (words) => [commands.herald, words, ...flags].join(" "),
  };
}

/** A channel's deployment configuration. @throws CliProblem naming the channels there are. */
export function channelConfigOf({ channels }: DeploymentConfig, channel: string): ChannelConfig {
  const config = Object.hasOwn(channels, channel) ? channels[channel] : undefined;
  if (config !== undefined) {
    return config;
  }
  const names = Object.keys(channels).join(", ");
  throw new CliProblem(`there is no channel "${channel}"; there are ${names}`, 2);
}

async function findQueues(
  sqs: SQSClient,
  stage: string,
  channels: readonly string[],
): Promise<Map<string, ChannelQueues>> {
  const entries = await Promise.all(
    channels.map(async (channel) => {
      const { queue, deadLetterQueue } = namesOf(stage).channelQueues(channel);
      const url = await findQueue(sqs, queue);
      const deadLetterUrl = await findQueue(sqs, deadLetterQueue);
      return url && deadLetterUrl ? [[channel, { url, deadLetterUrl }] as const] : [];
    }),
  );
  return new Map(entries.flat());
}

async function findQueue(sqs: SQSClient, QueueName: string): Promise<string | undefined> {
  return awsCall("SQS", async () => {
    try {
      return (await sqs.send(new GetQueueUrlCommand({ QueueName }))).QueueUrl;
    } catch (error) {
      if (error instanceof QueueDoesNotExist) {
        return undefined;
      }
      throw error;
    }
  });
}

/** A queue's URL is `https://sqs.<region>.amazonaws.com/<account>/<name>`. */
function accountOf({ url }: ChannelQueues): string {
  return new URL(url).pathname.split("/")[1] ?? "unknown";
}
