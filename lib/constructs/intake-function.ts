import { Stack } from "aws-cdk-lib";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { Code } from "aws-cdk-lib/aws-lambda";
import type { Construct } from "constructs";
import type { intakeEnvironment } from "../../lambdas/functions/intake/env.ts";
import type { ProviderDescriptor } from "../check-deployment-config.ts";
import { addressesOf } from "../check-deployment-config.ts";
import type { DeploymentConfig } from "../deployment-config.ts";
import { userIdForm } from "../deployment-config.ts";
import { namesOf } from "../names.ts";
import type { ChannelPipeline } from "./channel-pipeline.ts";
import type { ConfigurationParameters } from "./configuration-parameters.ts";
import type { ContentBucket } from "./content-bucket.ts";
import { HeraldFunction } from "./herald-function.ts";
import type { NotificationsTable } from "./notifications-table.ts";
import type { StageKey } from "./stage-key.ts";
import type { StageSecret } from "./stage-secret.ts";

/** What the intake function works with. */
export interface IntakeFunctionProps {
  readonly config: DeploymentConfig;
  readonly code: Code;
  readonly timeoutSeconds: number;
  /** Each channel's pipeline, by the channel's name. */
  readonly pipelines: ReadonlyMap<string, ChannelPipeline>;
  /** Every provider that a channel can name. */
  readonly providers: readonly ProviderDescriptor[];
  readonly table: NotificationsTable;
  readonly bucket: ContentBucket;
  readonly parameters: ConfigurationParameters;
  readonly key: StageKey;
  readonly secret: StageSecret;
  /** Who may call, as `HeraldApi` has it. */
  readonly callers: string;
}

/** The function that stores notifications and queues their deliveries. */
export class IntakeFunction extends HeraldFunction<typeof intakeEnvironment> {
  constructor(scope: Construct, id: string, props: IntakeFunctionProps) {
    const { config, pipelines, table, bucket, parameters } = props;
    super(scope, id, {
      stage: config.stage,
      functionName: namesOf(config.stage).functionNamed("intake"),
      description: "Herald: stores notifications and queues their deliveries",
      code: props.code,
      timeoutSeconds: props.timeoutSeconds,
      secret: props.secret,
      environment: {
        NOTIFICATIONS_TABLE: table.tableName,
        CONTENT_BUCKET: bucket.bucketName,
        PARAMETER_PREFIX: parameters.prefix,
        CHANNELS: Stack.of(scope).toJsonString(channelsOf(props)),
        ...providerFacts(props),
        CALLERS: props.callers,
        DEFAULT_ENABLED_CHANNELS: JSON.stringify(config.enabledChannels),
        DEFAULT_RESPONSES_PER_HOUR: String(config.responsesPerHour),
        DEFAULT_LIMITS: JSON.stringify(config.limits),
        USER_IDS: userIdForm(config),
        RETENTION_DAYS: String(config.retentionDays),
        CONFIGURATION_CACHE_SECONDS: String(config.configurationCacheSeconds),
      },
      permissions: [
        new PolicyStatement({
          // Beyond a put and an update: what a repeated call needs to go on where the first stopped, and
          // what counters are read with.
          actions: [
            "dynamodb:BatchGetItem",
            "dynamodb:ConditionCheckItem",
            "dynamodb:DeleteItem",
            "dynamodb:GetItem",
            "dynamodb:PutItem",
            "dynamodb:Query",
            "dynamodb:UpdateItem",
          ],
          resources: [table.tableArn],
        }),
        new PolicyStatement({
          actions: ["sqs:SendMessage"],
          resources: [...pipelines.values()].map(({ queue }) => queue.queueArn),
        }),
        // Files of a user who was erased meanwhile are removed again.
        bucket.onAttachments("s3:PutObject", "s3:DeleteObject"),
        bucket.onTemplates("s3:GetObject"),
        // Of all: what was never pushed has to read as not there.
        bucket.listing(),
        ...props.key.usedThrough("dynamodb", "sqs", "s3", "ssm", "lambda"),
        parameters.readPermission("intake"),
      ],
    });
  }
}

/** What intake is told of the providers that a channel may use. */
function providerFacts({ config, providers }: IntakeFunctionProps) {
  const allowed = Object.values(config.channels).flatMap((channel) => channel.allowedProviders);
  const used = providers.filter(({ id }) => allowed.includes(id));
  const withoutAddress = used.filter((each) => each.isAddressOptional).map(({ id }) => id);
  const limits = used.flatMap(({ id, contentLimit }) =>
    contentLimit === undefined ? [] : [[id, contentLimit]],
  );
  return {
    PROVIDERS_WITHOUT_ADDRESS: JSON.stringify(withoutAddress),
    CONTENT_LIMITS: JSON.stringify(Object.fromEntries(limits)),
  };
}

function channelsOf({ config, pipelines, providers }: IntakeFunctionProps) {
  const entries = [...pipelines].map(([channel, { queue }]) => {
    const allowedProviders = config.channels[channel]?.allowedProviders ?? [];
    const addresses = addressesOf(allowedProviders, providers);
    const truncates = config.channels[channel]?.truncate === true;
    return [channel, { queueUrl: queue.queueUrl, addresses, ...(truncates && { truncate: true }) }];
  });
  return Object.fromEntries(entries);
}
