import { Duration } from "aws-cdk-lib";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { Code, IFunction } from "aws-cdk-lib/aws-lambda";
import { EventSourceMapping } from "aws-cdk-lib/aws-lambda";
import { Queue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import { maxReceivesOf } from "../../lambdas/core/receive.ts";
import type { channelEnvironment } from "../../lambdas/functions/channel/env.ts";
import type { ChannelConfig, DeploymentConfig } from "../deployment-config.ts";
import { namesOf } from "../names.ts";
import { visibilityPerTimeout } from "../queue-limits.ts";
import { ChannelAlarms } from "./channel-alarms.ts";
import type { ContentBucket } from "./content-bucket.ts";
import type { StageAlarms } from "./herald-alarm.ts";
import { HeraldFunction } from "./herald-function.ts";
import type { NotificationsTable } from "./notifications-table.ts";
import type { ProviderHealthTable } from "./provider-health-table.ts";
import { restrictQueue } from "./queue-access.ts";
import type { StageKey } from "./stage-key.ts";
import { queueEncryption } from "./stage-key.ts";
import type { StageSecret } from "./stage-secret.ts";

/** What a channel's pipeline is made of. */
export interface ChannelPipelineProps {
  readonly stage: string;
  /** The channel's name, e.g. `sms`. */
  readonly channel: string;
  readonly config: ChannelConfig;
  /** The code that all channels share. */
  readonly code: Code;
  readonly table: NotificationsTable;
  readonly healthTable: ProviderHealthTable;
  readonly bucket: ContentBucket;
  /** Whether one of the channel's providers sends mail, and so attachments. */
  readonly sendsMail: boolean;
  /** When a provider counts as down. */
  readonly healthPolicy: DeploymentConfig["providerHealth"];
  /** Where the stage's SSM parameters are: `/herald/sandbox`. */
  readonly parameterPrefix: string;
  /** For the channel's own list of providers, and for its providers. */
  readonly permissions: readonly PolicyStatement[];
  /** Days that records are kept. */
  readonly retentionDays: number;
  /** Seconds for which parameters are cached. */
  readonly configurationCacheSeconds: number;
  readonly alarms: StageAlarms;
  /** Notifications that the channel may take in a day, if that is limited. */
  readonly perDay: number | undefined;
  readonly key: StageKey;
  readonly secret: StageSecret;
}

/** One channel: its queue, the function that the queue feeds, a dead-letter queue and alarms. */
export class ChannelPipeline extends Construct {
  readonly queue: Queue;
  readonly deadLetterQueue: Queue;
  readonly function: IFunction;

  constructor(scope: Construct, id: string, props: ChannelPipelineProps) {
    super(scope, id);
    const { channel, config } = props;
    const names = namesOf(props.stage).channelQueues(channel);
    this.deadLetterQueue = new Queue(this, "DeadLetterQueue", {
      ...queueDefaults(props.key),
      queueName: names.deadLetterQueue,
    });
    this.queue = new Queue(this, "Queue", {
      ...queueDefaults(props.key),
      queueName: names.queue,
      visibilityTimeout: Duration.seconds(visibilityPerTimeout * config.functionTimeoutSeconds),
      deadLetterQueue: {
        queue: this.deadLetterQueue,
        maxReceiveCount: maxReceivesOf(config),
      },
    });
    this.function = this.makeFunction(props).function;
    new EventSourceMapping(this, "EventSource", {
      target: this.function,
      eventSourceArn: this.queue.queueArn,
      batchSize: config.batchSize,
      maxConcurrency: config.maximumConcurrency,
      reportBatchItemFailures: true,
    });
    new ChannelAlarms(this, "Alarms", {
      channel,
      config,
      queue: this.queue,
      deadLetterQueue: this.deadLetterQueue,
      function: this.function,
      alarms: props.alarms,
      perDay: props.perDay,
    });
  }

  /**
   * Denies the queues' messages to everybody but the channel's function and these.
   *
   * @param senders the functions that queue deliveries.
   */
  restrictQueues(senders: readonly IFunction[], operators: readonly string[]): void {
    restrictQueue(this.queue, { senders, receivers: [this.function], operators });
    restrictQueue(this.deadLetterQueue, { operators });
  }

  private makeFunction(props: ChannelPipelineProps) {
    const { channel, config } = props;
    return new HeraldFunction<typeof channelEnvironment>(this, "Channel", {
      stage: props.stage,
      functionName: namesOf(props.stage).channelFunction(channel),
      description: `Herald: hands deliveries on the channel ${channel} to its providers`,
      code: props.code,
      timeoutSeconds: config.functionTimeoutSeconds,
      secret: props.secret,
      environment: {
        CHANNEL: channel,
        QUEUE_URL: this.queue.queueUrl,
        ...(props.sendsMail && { CONTENT_BUCKET: props.bucket.bucketName }),
        TRUNCATE: String(config.truncate),
        NOTIFICATIONS_TABLE: props.table.tableName,
        PARAMETER_PREFIX: props.parameterPrefix,
        ALLOWED_PROVIDERS: JSON.stringify(config.allowedProviders),
        RETRY_DELAYS_SECONDS: JSON.stringify(config.retryDelaysSeconds),
        AFTER_UNKNOWN: config.afterUnknown,
        PROVIDER_ORDER: config.order,
        PROVIDER_HEALTH_TABLE: props.healthTable.tableName,
        HEALTH_POLICY: JSON.stringify(props.healthPolicy),
        RETENTION_DAYS: String(props.retentionDays),
        CONFIGURATION_CACHE_SECONDS: String(props.configurationCacheSeconds),
      },
      permissions: [
        new PolicyStatement({
          actions: ["dynamodb:BatchGetItem", "dynamodb:PutItem"],
          resources: [props.table.tableArn, props.healthTable.tableArn],
        }),
        // For an address that a provider refuses for good, of a user who was not erased.
        new PolicyStatement({
          actions: ["dynamodb:ConditionCheckItem", "dynamodb:UpdateItem"],
          resources: [props.table.tableArn],
        }),
        new PolicyStatement({
          actions: [
            "sqs:ChangeMessageVisibility",
            "sqs:DeleteMessage",
            "sqs:GetQueueAttributes",
            "sqs:ReceiveMessage",
          ],
          resources: [this.queue.queueArn],
        }),
        ...(props.sendsMail ? [props.bucket.onAttachments("s3:GetObject")] : []),
        ...props.key.usedThrough(
          "dynamodb",
          "sqs",
          ...(props.sendsMail ? (["s3"] as const) : []),
          "ssm",
          "lambda",
        ),
        ...props.permissions,
      ],
    });
  }
}

/** 14 days is the longest that SQS keeps messages, counted from the first send on both queues. */
export function queueDefaults(key: StageKey) {
  return { ...queueEncryption(key), enforceSSL: true, retentionPeriod: Duration.days(14) };
}
