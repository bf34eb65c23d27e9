import { Stack } from "aws-cdk-lib";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { Code } from "aws-cdk-lib/aws-lambda";
import type { Construct } from "constructs";
import { attachmentsPrefix } from "../../lambdas/adapters/s3-attachment-store.ts";
import type { operationsEnvironment } from "../../lambdas/functions/operations/env.ts";
import type { DeploymentConfig } from "../deployment-config.ts";
import { userIdForm } from "../deployment-config.ts";
import { namesOf } from "../names.ts";
import type { ChannelPipeline } from "./channel-pipeline.ts";
import type { ConfigurationParameters } from "./configuration-parameters.ts";
import type { ContentBucket } from "./content-bucket.ts";
import { HeraldFunction } from "./herald-function.ts";
import type { NotificationsTable } from "./notifications-table.ts";
import type { ProviderHealthTable } from "./provider-health-table.ts";
import type { StageKey } from "./stage-key.ts";
import type { StageSecret } from "./stage-secret.ts";

/** What the operations function works with. */
export interface OperationsFunctionProps {
  readonly config: DeploymentConfig;
  readonly code: Code;
  /** Each channel's pipeline, by the channel's name. */
  readonly pipelines: ReadonlyMap<string, ChannelPipeline>;
  readonly table: NotificationsTable;
  readonly healthTable: ProviderHealthTable;
  readonly bucket: ContentBucket;
  readonly parameters: ConfigurationParameters;
  readonly key: StageKey;
  readonly secret: StageSecret;
  /** Who may call, as `HeraldApi` has it. */
  readonly callers: string;
}

/**
 * Time for the removal of tens of thousands of records; API Gateway waits 29 s.
 *
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html
 */
const timeoutSeconds = 25;

/** The function that retries, cancels and erases, and tells the service's status. */
export class OperationsFunction extends HeraldFunction<typeof operationsEnvironment> {
  constructor(scope: Construct, id: string, props: OperationsFunctionProps) {
    const { config, pipelines, table, healthTable, bucket, parameters } = props;
    const queues = [...pipelines.values()].map(({ queue }) => queue.queueArn);
    const deadLetterQueues = [...pipelines.values()].map(
      ({ deadLetterQueue }) => deadLetterQueue.queueArn,
    );
    super(scope, id, {
      stage: config.stage,
      functionName: namesOf(config.stage).functionNamed("operations"),
      description: "Herald: retries, cancels and erases; tells how channels and providers are",
      code: props.code,
      timeoutSeconds,
      secret: props.secret,
      environment: {
        NOTIFICATIONS_TABLE: table.tableName,
        PROVIDER_HEALTH_TABLE: healthTable.tableName,
        CONTENT_BUCKET: bucket.bucketName,
        PARAMETER_PREFIX: parameters.prefix,
        CHANNELS: Stack.of(scope).toJsonString(channelsOf(props)),
        CALLERS: props.callers,
        DEFAULT_ENABLED_CHANNELS: JSON.stringify(config.enabledChannels),
        USER_IDS: userIdForm(config),
        RETENTION_DAYS: String(config.retentionDays),
        CONFIGURATION_CACHE_SECONDS: String(config.configurationCacheSeconds),
      },
      permissions: [
        new PolicyStatement({
          actions: [
            "dynamodb:BatchGetItem",
            "dynamodb:BatchWriteItem",
            "dynamodb:ConditionCheckItem",
            "dynamodb:GetItem",
            "dynamodb:PutItem",
            "dynamodb:Query",
            "dynamodb:UpdateItem",
          ],
          resources: [table.tableArn],
        }),
        new PolicyStatement({
          actions: ["dynamodb:BatchGetItem"],
          resources: [healthTable.tableArn],
        }),
        new PolicyStatement({ actions: ["sqs:SendMessage"], resources: queues }),
        new PolicyStatement({
          actions: ["sqs:GetQueueAttributes"],
          resources: [...queues, ...deadLetterQueues],
        }),
        bucket.onAttachments("s3:DeleteObject"),
        bucket.listing(attachmentsPrefix),
        ...props.key.usedThrough("dynamodb", "sqs", "s3", "ssm", "lambda"),
        parameters.readPermission("operations"),
      ],
    });
  }
}

function channelsOf({ config, pipelines }: OperationsFunctionProps) {
  const entries = [...pipelines].map(([channel, { queue, deadLetterQueue }]) => [
    channel,
    {
      queueUrl: queue.queueUrl,
      deadLetterUrl: deadLetterQueue.queueUrl,
      providers: config.channels[channel]?.allowedProviders ?? [],
    },
  ]);
  return Object.fromEntries(entries);
}
