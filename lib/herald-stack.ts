import type { StackProps } from "aws-cdk-lib";
import { Annotations, CfnOutput, Stack } from "aws-cdk-lib";
import { PolicyStatement } from "aws-cdk-lib/aws-iam";
import { Topic } from "aws-cdk-lib/aws-sns";
import type { Construct, IConstruct } from "constructs";
import { defaultCaller } from "../lambdas/core/caller.ts";
import type { pagesEnvironment } from "../lambdas/functions/pages/env.ts";
import type { trackingEnvironment } from "../lambdas/functions/tracking/env.ts";
import { callbackRoutes } from "../lambdas/providers/callback-routes.ts";
import type { BundleHandler } from "./bundle-handler.ts";
import { reservedConcurrency } from "./concurrency.ts";
import { ChannelPipeline } from "./constructs/channel-pipeline.ts";
import { ChannelRemovals } from "./constructs/channel-removals.ts";
import { ConfigurationParameters } from "./constructs/configuration-parameters.ts";
import { StageAlarms } from "./constructs/herald-alarm.ts";
import { HeraldApi } from "./constructs/herald-api.ts";
import { HeraldDashboard } from "./constructs/herald-dashboard.ts";
import { HeraldFunction } from "./constructs/herald-function.ts";
import { IntakeFunction } from "./constructs/intake-function.ts";
import { LogQueries } from "./constructs/log-queries.ts";
import { NotificationsTable } from "./constructs/notifications-table.ts";
import { OperationsFunction } from "./constructs/operations-function.ts";
import { ProviderHealthTable } from "./constructs/provider-health-table.ts";
import { ReceiptsPipeline } from "./constructs/receipts-pipeline.ts";
import { ServiceAlarms } from "./constructs/service-alarms.ts";
import { StageKey } from "./constructs/stage-key.ts";
import { StageSecret } from "./constructs/stage-secret.ts";
import type { DeploymentConfig } from "./deployment-config.ts";
import { localStage, namesOf } from "./names.ts";
import type { StageProvider } from "./stage-providers.ts";
import { factsOf, providersOf } from "./stage-providers.ts";

/** API Gateway gives a function 29 s; a caller is better off with an answer, and a repeat. */
const requestTimeoutSeconds = 10;

/** What the stack is made of. */
export interface HeraldStackProps extends StackProps {
  readonly config: DeploymentConfig;
  /** Every provider that a channel can name. */
  readonly providers: readonly StageProvider[];
  /** Makes the functions' code. */
  readonly bundle: BundleHandler;
}

/** One stage of Herald. */
export class HeraldStack extends Stack {
  private readonly config: DeploymentConfig;
  private readonly parameters: ConfigurationParameters;
  private readonly table: NotificationsTable;
  private readonly healthTable: ProviderHealthTable;
  private readonly alarms: StageAlarms;
  private readonly key: StageKey;
  private readonly removals: ChannelRemovals;
  private readonly secret: StageSecret;
  /** Its `grant…` let principals call, with IAM authentication. */
  readonly api: HeraldApi;

  constructor(scope: Construct, id: string, props: HeraldStackProps) {
    super(scope, id, props);
    this.config = props.config;
    const names = namesOf(props.config.stage);
    const providers = providersOf(props.config, props.providers);
    this.parameters = new ConfigurationParameters(this, "Parameters", props.config, providers);
    this.key = new StageKey(this, props.config);
    const { key } = this;
    this.table = new NotificationsTable(this, "Notifications", {
      tableName: names.notificationsTable,
      production: props.config.production,
      key,
    });
    this.healthTable = new ProviderHealthTable(
      this,
      "ProviderHealth",
      names.providerHealthTable,
      key,
    );
    this.removals = new ChannelRemovals(this, "ChannelRemovals", {
      stage: props.config.stage,
      code: props.bundle("deployment"),
      parameters: this.parameters,
      key,
    });
    this.secret = new StageSecret(this, "StageSecret", this.removals.function, key);
    this.alarms = this.makeAlarms();
    for (const { stack } of providers) {
      stack?.addResources?.(this, factsOf(props.config));
    }
    this.api = new HeraldApi(this, "Api", {
      config: props.config,
      callbacks: callbackRoutes(providers),
    });
    const { api, callers } = this.api;
    const pipelines = this.makePipelines(props);
    const shared = {
      config: props.config,
      table: this.table,
      parameters: this.parameters,
      key,
      secret: this.secret,
      callers,
    };
    const intake = new IntakeFunction(this, "Intake", {
      ...shared,
      code: props.bundle("intake"),
      timeoutSeconds: requestTimeoutSeconds,
      pipelines,
      providers: props.providers,
    });
    const tracking = this.makeTracking(props);
    const operations = new OperationsFunction(this, "Operations", {
      ...shared,
      code: props.bundle("operations"),
      pipelines,
      healthTable: this.healthTable,
    });
    // In a deployment, what reads a new form of message comes before what writes it.
    for (const { function: reader } of pipelines.values()) {
      intake.function.node.addDependency(reader);
      operations.function.node.addDependency(reader);
    }
    const receipts = new ReceiptsPipeline(this, "Receipts", {
      ...shared,
      providers,
      code: props.bundle("receipts"),
      alarms: this.alarms,
    });
    for (const pipeline of pipelines.values()) {
      const senders = [intake.function, operations.function];
      pipeline.restrictQueues(senders, props.config.queueOperators);
    }
    const pages = this.makePages(props);
    const functions = {
      intake: intake.function,
      tracking: tracking.function,
      operations: operations.function,
      receipts: receipts.function,
      pages: pages.function,
    };
    this.api.serve(functions);
    this.parameters.addPublicUrl(api.url.replace(/\/$/, ""));
    const running = { ...functions, "receipts-queue": receipts.queueFunction };
    new ServiceAlarms(this, "Alarms", {
      stage: props.config.stage,
      api,
      functions: running,
      alarms: this.alarms,
    });
    // The emulator's CloudFormation does not know them.
    if (props.config.stage !== localStage) {
      new LogQueries(this, "LogQueries", props.config);
    }
    if (props.config.dashboard) {
      new HeraldDashboard(this, "Dashboard", {
        stage: props.config.stage,
        api,
        pipelines,
        functions: running,
      });
    }
    if (props.config.tracing) {
      this.traceFunctions();
    }
    this.checkRemovals(pipelines);
    const queues = [...pipelines].map(([channel, { queue, deadLetterQueue }]) => [
      channel,
      { url: queue.queueUrl, deadLetterUrl: deadLetterQueue.queueUrl },
    ]);
    this.output("Stage", props.config.stage);
    this.output("Region", props.config.region);
    this.output("ApiUrl", api.url.replace(/\/$/, ""));
    this.output("ApiId", api.restApiId);
    this.outputKeys();
    this.output("NotificationsTableName", this.table.tableName);
    this.output("ProviderHealthTableName", this.healthTable.tableName);
    this.output("Queues", this.toJsonString(Object.fromEntries(queues)));
  }

  private traceFunctions(): void {
    for (const each of this.node.findAll()) {
      if (each instanceof HeraldFunction) {
        each.trace();
      }
    }
  }

  private makeAlarms(): StageAlarms {
    const { alarms, stage, region, alarmTopicArn } = this.config;
    if (alarmTopicArn !== undefined) {
      return new StageAlarms(alarms, Topic.fromTopicArn(this, "AlarmTopic", alarmTopicArn));
    }
    if (stage !== localStage) {
      Annotations.of(this).addWarningV2(
        "herald:noAlarmTopic",
        `The alarms of ${stage} tell nobody: put the ARN of an SNS topic in ${region} into alarmTopicArn.`,
      );
    }
    return new StageAlarms(alarms, undefined);
  }

  /** The default caller's key by itself, as stages without other callers have it. */
  private outputKeys(): void {
    const { [defaultCaller]: own = [], ...others } = this.api.keys;
    if (own[0] !== undefined) {
      this.output("ApiKeyId", own[0].keyId);
    }
    if (Object.keys(others).length > 0 || own.length > 1) {
      const ids = Object.entries(this.api.keys).map(([caller, keys]) => [
        caller,
        keys.map(({ keyId }) => keyId),
      ]);
      this.output("ApiKeyIds", this.toJsonString(Object.fromEntries(ids)));
    }
  }

  private output(name: string, value: string): void {
    new CfnOutput(this, name, { value });
  }

  private makePipelines({
    bundle,
    providers,
  }: HeraldStackProps): ReadonlyMap<string, ChannelPipeline> {
    const { channels, stage, limits, retentionDays, configurationCacheSeconds } = this.config;
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
            this.parameters.readPermission("channel", {
              channel,
              providers: config.allowedProviders,
            }),
            ...providersOf({ channels: { [channel]: config } }, providers).flatMap(
              ({ stack }) => stack?.permissions?.(this, factsOf(this.config)) ?? [],
            ),
          ],
          retentionDays,
          configurationCacheSeconds,
          alarms: this.alarms,
          perDay: limits.perChannelPerDay?.[channel],
          key: this.key,
          secret: this.secret,
        }),
      ]),
    );
  }

  /** Everything but the parameter that the check reads is deployed before it. */
  private checkRemovals(pipelines: ReadonlyMap<string, ChannelPipeline>): void {
    const { parameters, removals } = this;
    const itself: readonly IConstruct[] = [parameters, parameters.enabledChannels, removals];
    const after = [...this.node.children, ...parameters.node.children].filter(
      (each) => !itself.includes(each),
    );
    removals.check(pipelines, after);
  }

  private makeTracking({ bundle, config }: HeraldStackProps) {
    return new HeraldFunction<typeof trackingEnvironment>(this, "Tracking", {
      stage: config.stage,
      functionName: namesOf(config.stage).functionNamed("tracking"),
      description: "Herald: looks up notifications and their deliveries",
      code: bundle("tracking"),
      timeoutSeconds: requestTimeoutSeconds,
      environment: {
        NOTIFICATIONS_TABLE: this.table.tableName,
        CHANNELS: JSON.stringify(Object.keys(config.channels)),
        CALLERS: this.api.callers,
      },
      permissions: [
        new PolicyStatement({
          actions: ["dynamodb:BatchGetItem", "dynamodb:Query"],
          resources: [this.table.tableArn],
        }),
        ...this.key.usedThrough("dynamodb"),
      ],
    });
  }

  private makePages({ bundle, config }: HeraldStackProps) {
    return new HeraldFunction<typeof pagesEnvironment>(this, "Pages", {
      stage: config.stage,
      functionName: namesOf(config.stage).functionNamed("pages"),
      description: "Herald: describes the API, for machines and for people; serves the console",
      code: bundle("pages"),
      timeoutSeconds: requestTimeoutSeconds,
      reservedConcurrency: reservedConcurrency(config).pages,
      environment: { AUTHENTICATION: config.authentication },
      permissions: [],
    });
  }
}
