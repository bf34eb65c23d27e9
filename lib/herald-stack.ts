import { CfnOutput, RemovalPolicy, Stack, type StackProps } from "aws-cdk-lib";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import { EmailIdentity, Identity } from "aws-cdk-lib/aws-ses";
import { type ITopic, Topic } from "aws-cdk-lib/aws-sns";
import type { Construct } from "constructs";
import type { intakeEnvironment } from "../lambdas/intake/env.ts";
import type { trackingEnvironment } from "../lambdas/tracking/env.ts";
import type { BundleHandler } from "./bundle-handler.ts";
import { addressesOf, type ProviderDescriptor } from "./check-deployment-config.ts";
import { ChannelPipeline } from "./constructs/channel-pipeline.ts";
import { ConfigurationParameters } from "./constructs/configuration-parameters.ts";
import { HeraldApi } from "./constructs/herald-api.ts";
import { HeraldFunction } from "./constructs/herald-function.ts";
import { NotificationsTable } from "./constructs/notifications-table.ts";
import { ProviderHealthTable } from "./constructs/provider-health-table.ts";
import { ServiceAlarms } from "./constructs/service-alarms.ts";
import type { DeploymentConfig } from "./deployment-config.ts";
import { providerResources } from "./provider-resources.ts";

/** API Gateway gives a function 29 s; a caller is better off with an answer, and a repeat. */
const requestTimeoutSeconds = 10;

/** What the stack is made of. */
export interface HeraldStackProps extends StackProps {
  readonly config: DeploymentConfig;
  /** Every provider that a channel can name. */
  readonly providers: readonly ProviderDescriptor[];
  /** Makes the functions' code. */
  readonly bundle: BundleHandler;
}

/** One stage of Herald. */
export class HeraldStack extends Stack {
  private readonly config: DeploymentConfig;
  private readonly parameters: ConfigurationParameters;
  private readonly table: NotificationsTable;
  private readonly healthTable: ProviderHealthTable;
  private readonly alarmTopic: ITopic | undefined;

  constructor(scope: Construct, id: string, props: HeraldStackProps) {
    super(scope, id, props);
    this.config = props.config;
    this.parameters = new ConfigurationParameters(this, "Parameters", props.config);
    this.table = new NotificationsTable(this, "Notifications", {
      tableName: `herald-${props.config.stage}-notifications`,
      production: props.config.production,
    });
    this.healthTable = new ProviderHealthTable(
      this,
      "ProviderHealth",
      `herald-${props.config.stage}-provider-health`,
    );
    this.alarmTopic =
      props.config.alarmTopicArn === undefined
        ? undefined
        : Topic.fromTopicArn(this, "AlarmTopic", props.config.alarmTopicArn);
    this.makeEmailIdentity();
    const pipelines = this.makePipelines(props);
    const intake = this.makeIntake(props, pipelines);
    const tracking = this.makeTracking(props);
    const { api, apiKey } = new HeraldApi(this, "Api", {
      config: props.config,
      intake: intake.function,
      tracking: tracking.function,
    });
    new ServiceAlarms(this, "Alarms", {
      api,
      functions: { intake: intake.function, tracking: tracking.function },
      topic: this.alarmTopic,
    });
    const queues = [...pipelines].map(([channel, { queue, deadLetterQueue }]) => [
      channel,
      { url: queue.queueUrl, deadLetterUrl: deadLetterQueue.queueUrl },
    ]);
    this.output("Stage", props.config.stage);
    this.output("Region", props.config.region);
    this.output("ApiUrl", api.url.replace(/\/$/, ""));
    this.output("ApiId", api.restApiId);
    if (apiKey !== undefined) this.output("ApiKeyId", apiKey.keyId);
    this.output("NotificationsTableName", this.table.tableName);
    this.output("ProviderHealthTableName", this.healthTable.tableName);
    this.output("Queues", this.toJsonString(Object.fromEntries(queues)));
  }

  private output(name: string, value: string): void {
    new CfnOutput(this, name, { value });
  }

  private makeEmailIdentity(): void {
    const { emailIdentity, createEmailIdentity, production } = this.config;
    if (emailIdentity === undefined || !createEmailIdentity) return;
    const identity = new EmailIdentity(this, "EmailIdentity", {
      identity: emailIdentity.includes("@")
        ? Identity.email(emailIdentity)
        : Identity.domain(emailIdentity),
    });
    identity.applyRemovalPolicy(production ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY);
  }

  private makePipelines({ bundle }: HeraldStackProps): ReadonlyMap<string, ChannelPipeline> {
    const { channels, stage, retentionDays, configurationCacheSeconds } = this.config;
    const code = bundle("channel");
    return new Map(
      Object.entries(channels).map(([channel, config]) => [
        channel,
        new ChannelPipeline(this, `Channel-${channel}`, {
          stage,
          channel,
          config,
          code,
          table: this.table,
          healthTable: this.healthTable,
          healthPolicy: this.config.providerHealth,
          parameterPrefix: this.parameters.prefix,
          permissions: [
            readParameters(this.parameters.channelArns(channel, config.allowedProviders)),
            ...config.allowedProviders.flatMap(
              (id) => providerResources[id]?.permissions(this, this.config) ?? [],
            ),
          ],
          retentionDays,
          configurationCacheSeconds,
          alarmTopic: this.alarmTopic,
        }),
      ]),
    );
  }

  private makeIntake(props: HeraldStackProps, pipelines: ReadonlyMap<string, ChannelPipeline>) {
    const queues = [...pipelines.values()].map(({ queue }) => queue.queueArn);
    const channels = [...pipelines].map(([channel, { queue }]) => {
      const allowedProviders = this.config.channels[channel]?.allowedProviders ?? [];
      const addresses = addressesOf(allowedProviders, props.providers);
      return [channel, { queueUrl: queue.queueUrl, addresses }];
    });
    return new HeraldFunction<typeof intakeEnvironment>(this, "Intake", {
      functionName: `herald-${this.config.stage}-intake`,
      description: "Herald: stores notifications and queues their deliveries",
      code: props.bundle("intake"),
      timeoutSeconds: requestTimeoutSeconds,
      environment: {
        NOTIFICATIONS_TABLE: this.table.tableName,
        PARAMETER_PREFIX: this.parameters.prefix,
        CHANNELS: this.toJsonString(Object.fromEntries(channels)),
        DEFAULT_ENABLED_CHANNELS: JSON.stringify(this.config.enabledChannels),
        DEFAULT_RESPONSES_PER_HOUR: String(this.config.responsesPerHour),
        RETENTION_DAYS: String(this.config.retentionDays),
        CONFIGURATION_CACHE_SECONDS: String(this.config.configurationCacheSeconds),
      },
      permissions: [
        new PolicyStatement({
          // Beyond a put and an update: what a repeated call needs to go on where the first stopped.
          actions: [
            "dynamodb:DeleteItem",
            "dynamodb:GetItem",
            "dynamodb:PutItem",
            "dynamodb:Query",
            "dynamodb:UpdateItem",
          ],
          resources: [this.table.tableArn],
        }),
        new PolicyStatement({ actions: ["sqs:SendMessage"], resources: queues }),
        readParameters(this.parameters.intakeArns),
      ],
    });
  }

  private makeTracking({ bundle, config }: HeraldStackProps) {
    return new HeraldFunction<typeof trackingEnvironment>(this, "Tracking", {
      functionName: `herald-${config.stage}-tracking`,
      description: "Herald: looks up notifications and their deliveries",
      code: bundle("tracking"),
      timeoutSeconds: requestTimeoutSeconds,
      environment: {
        NOTIFICATIONS_TABLE: this.table.tableName,
        CHANNELS: JSON.stringify(Object.keys(config.channels)),
      },
      permissions: [
        new PolicyStatement({ actions: ["dynamodb:Query"], resources: [this.table.tableArn] }),
      ],
    });
  }
}

function readParameters(resources: readonly string[]): PolicyStatement {
  return new PolicyStatement({ actions: ["ssm:GetParameters"], resources: [...resources] });
}
