import { Annotations, Stack, Token } from "aws-cdk-lib";
import type { RestApi } from "aws-cdk-lib/aws-apigateway";
import type { Metric, MetricOptions } from "aws-cdk-lib/aws-cloudwatch";
import type { Table } from "aws-cdk-lib/aws-dynamodb";
import type { Grant, IGrantable } from "aws-cdk-lib/aws-iam";
import type { Bucket } from "aws-cdk-lib/aws-s3";
import { Topic } from "aws-cdk-lib/aws-sns";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import type { IConstruct } from "constructs";
import { Construct } from "constructs";
import { callbackRoutes } from "../lambdas/providers/callback-routes.ts";
import type { MetricName } from "../lambdas/runtime/metric-names.ts";
import { noTemplates } from "../lambdas/templates/template-set.ts";
import type { CallerKeys } from "./constructs/caller-keys.ts";
import type { ChannelPipelineProps } from "./constructs/channel-pipeline.ts";
import { ChannelPipeline } from "./constructs/channel-pipeline.ts";
import { ChannelRemovals } from "./constructs/channel-removals.ts";
import { ConfigurationParameters } from "./constructs/configuration-parameters.ts";
import { ContentBucket } from "./constructs/content-bucket.ts";
import { StageAlarms } from "./constructs/herald-alarm.ts";
import { HeraldApi } from "./constructs/herald-api.ts";
import { HeraldDashboard } from "./constructs/herald-dashboard.ts";
import { HeraldFunction } from "./constructs/herald-function.ts";
import { heraldMetric } from "./constructs/herald-metric.ts";
import { IntakeFunction } from "./constructs/intake-function.ts";
import { LogQueries } from "./constructs/log-queries.ts";
import { NotificationsTable } from "./constructs/notifications-table.ts";
import { OperationsFunction } from "./constructs/operations-function.ts";
import { PagesFunction } from "./constructs/pages-function.ts";
import { ProviderHealthTable } from "./constructs/provider-health-table.ts";
import { ReceiptsPipeline } from "./constructs/receipts-pipeline.ts";
import { ServiceAlarms } from "./constructs/service-alarms.ts";
import { StageKey } from "./constructs/stage-key.ts";
import { StageSecret } from "./constructs/stage-secret.ts";
import { TrackingFunction } from "./constructs/tracking-function.ts";
import type { DeploymentConfig, StageConfigInput } from "./deployment-config.ts";
import type { FunctionCode } from "./function-code.ts";
import { functionCodeWith } from "./function-code.ts";
import { localStage, namesOf } from "./names.ts";
import { loadOwnProvider } from "./own-providers.ts";
import { shippedProviders } from "./parts.ts";
import { checkStageConfig } from "./read-deployment-config.ts";
import type { StageProvider } from "./stage-providers.ts";
import { factsOf, providersOf } from "./stage-providers.ts";
import { compileTemplates } from "./templates/compile-templates.ts";

/** API Gateway gives a function 29 s; a caller is better off with an answer, and a repeat. */
const timeoutSeconds = 10;

/** What a stage of Herald is made of: what `config/<stage>.json` says of one, without the region. */
export interface HeraldProps extends StageConfigInput {
  /**
   * Files that each export a provider of the deployer's own as `provider`, and what the stack makes for
   * it as `stack`: absolute paths, or from the working directory. Channels name it by its id. They are
   * bundled with esbuild, which the app must have for that.
   */
  readonly ownProviders?: readonly string[];
  /**
   * The folder of the templates that are deployed: absolute, or from the working directory. None if left out;
   * see docs/templates.md.
   */
  readonly templates?: string;
  /** Makes a function's code, by its folder's name; the code that Herald comes with if left out. */
  readonly functionCode?: FunctionCode;
}

/**
 * One stage of Herald, for a stack of one's own. An account and region have room for several, each with a
 * `stage` of its own, which is part of every name.
 */
export class Herald extends Construct {
  /** The stage's configuration, with its defaults. */
  readonly config: DeploymentConfig;
  /** The REST API. */
  readonly api: RestApi;
  /** Each caller's API keys; none with IAM authentication. */
  readonly apiKeys: CallerKeys;
  /** Where the API is, without a slash at the end. */
  readonly url: string;
  /** Holds notifications, deliveries and all else that is kept of users. */
  readonly table: Table;
  /** Holds what is known of the providers' health. */
  readonly providerHealthTable: Table;
  /** Holds attachments and the templates that were pushed. */
  readonly contentBucket: Bucket;
  private readonly heraldApi: HeraldApi;
  private readonly pipelines: ReadonlyMap<string, ChannelPipeline>;

  /**
   * @throws InvalidDeploymentConfig naming each field that is wrong.
   * @throws InvalidTemplates with every mistake in the templates, by file and line.
   */
  constructor(scope: Construct, id: string, props: HeraldProps) {
    super(scope, id);
    const { ownProviders = [], templates, functionCode, ...stageConfig } = props;
    const own = ownProviders.map(loadOwnProvider);
    const known = [...shippedProviders, ...own];
    const config = checkStageConfig(stageConfig, {
      place: this.node.path,
      region: Stack.of(this).region,
      providers: known,
    });
    const templateSet = templates === undefined ? noTemplates : compileTemplates(templates);
    const code = functionCode ?? functionCodeWith(own, templateSet);
    const { stage, production } = config;
    const names = namesOf(stage);
    const providers = providersOf(config, known);
    const parameters = new ConfigurationParameters(this, "Parameters", config, providers);
    const key = new StageKey(this, config);
    const tableName = names.notificationsTable;
    const table = new NotificationsTable(this, "Notifications", { tableName, production, key });
    const healthTable = new ProviderHealthTable(
      this,
      "ProviderHealth",
      names.providerHealthTable,
      key,
    );
    const removals = new ChannelRemovals(this, "ChannelRemovals", {
      stage,
      production,
      code: code("deployment"),
      parameters,
      key,
    });
    const bucket = new ContentBucket(this, "Content", {
      stage,
      production,
      retentionDays: config.retentionDays,
      key,
      deployment: removals.function,
    });
    bucket.tellTemplates(templateSet.hash);
    const secret = new StageSecret(this, "StageSecret", removals.function, key);
    const alarms = this.makeAlarms(config);
    for (const { stack } of providers) {
      stack?.addResources?.(this, factsOf(config));
    }
    const api = new HeraldApi(this, "Api", { config, callbacks: callbackRoutes(providers) });
    const shared = { config, table, healthTable, bucket, parameters, key, secret, alarms };
    const pipelines = this.makePipelines({ ...shared, code: code("channel"), providers });
    const behindApi = { ...shared, callers: api.callers, timeoutSeconds, pipelines };
    const intake = new IntakeFunction(this, "Intake", {
      ...behindApi,
      code: code("intake"),
      providers: known,
    });
    const tracking = new TrackingFunction(this, "Tracking", {
      ...behindApi,
      code: code("tracking"),
    });
    const operations = new OperationsFunction(this, "Operations", {
      ...behindApi,
      code: code("operations"),
    });
    intake.function.node.addDependency(bucket.contents);
    // In a deployment, what reads a new form of message comes before what writes it.
    for (const { function: reader } of pipelines.values()) {
      intake.function.node.addDependency(reader);
      operations.function.node.addDependency(reader);
    }
    const receipts = new ReceiptsPipeline(this, "Receipts", {
      ...shared,
      providers,
      code: code("receipts"),
    });
    for (const pipeline of pipelines.values()) {
      pipeline.restrictQueues([intake.function, operations.function], config.queueOperators);
    }
    const pages = new PagesFunction(this, "Pages", { ...behindApi, code: code("pages") });
    const functions = {
      intake: intake.function,
      tracking: tracking.function,
      operations: operations.function,
      receipts: receipts.function,
      pages: pages.function,
    };
    api.serve(functions);
    this.config = config;
    this.heraldApi = api;
    this.api = api.api;
    this.apiKeys = api.keys;
    this.url = api.api.url.replace(/\/$/, "");
    this.table = table;
    this.providerHealthTable = healthTable;
    this.contentBucket = bucket;
    this.pipelines = pipelines;
    parameters.addPublicUrl(this.url);
    const running = { ...functions, "receipts-queue": receipts.queueFunction };
    new ServiceAlarms(this, "Alarms", { stage, api: api.api, functions: running, alarms });
    if (config.logQueries) {
      new LogQueries(this, "LogQueries", config);
    }
    if (config.dashboard) {
      const watched = { stage, api: api.api, pipelines, functions: running };
      new HeraldDashboard(this, "Dashboard", watched);
    }
    if (config.tracing) {
      this.traceFunctions();
    }
    this.checkRemovals(parameters, removals);
  }

  /** The names of the stage's channels. */
  get channels(): readonly string[] {
    return [...this.pipelines.keys()];
  }

  /** A channel's queue. @throws Error naming the channels that there are. */
  queue(channel: string): IQueue {
    return this.pipeline(channel).queue;
  }

  /** Where a channel's messages end whose attempts are used up. @throws Error naming the channels that there are. */
  deadLetterQueue(channel: string): IQueue {
    return this.pipeline(channel).deadLetterQueue;
  }

  /**
   * Lets a principal send notifications: it may use the routes of the scope `send`, and see who it is.
   *
   * @throws Error unless `authentication` is `iam`: callers with API keys have scopes. So do its likes.
   */
  grantSend(grantee: IGrantable): Grant {
    return this.heraldApi.grantSend(grantee);
  }

  /** Lets a principal look notifications up. */
  grantRead(grantee: IGrantable): Grant {
    return this.heraldApi.grantRead(grantee);
  }

  /** Lets a principal retry and cancel. */
  grantChange(grantee: IGrantable): Grant {
    return this.heraldApi.grantChange(grantee);
  }

  /** Lets a principal erase users; IAM cannot tell that from lifting a suppression. */
  grantErase(grantee: IGrantable): Grant {
    return this.heraldApi.grantErase(grantee);
  }

  /** Lets a principal see the status, and list and lift suppressions. */
  grantOperate(grantee: IGrantable): Grant {
    return this.heraldApi.grantOperate(grantee);
  }

  /** One of Herald's own metrics: how often the stage's functions counted it, in five minutes unless told otherwise. */
  metric(name: MetricName, options: MetricOptions = {}): Metric {
    return heraldMetric(this.config.stage, name).with(options);
  }

  /** Notifications that were stored and queued. */
  metricAccepted(options?: MetricOptions): Metric {
    return this.metric("Accepted", options);
  }

  /** Deliveries that a provider accepted. */
  metricDeliverySent(options?: MetricOptions): Metric {
    return this.metric("DeliverySent", options);
  }

  /** Deliveries that ended without. */
  metricDeliveryFailed(options?: MetricOptions): Metric {
    return this.metric("DeliveryFailed", options);
  }

  private traceFunctions(): void {
    for (const each of this.node.findAll()) {
      if (each instanceof HeraldFunction) {
        each.trace();
      }
    }
  }

  private pipeline(channel: string): ChannelPipeline {
    const pipeline = this.pipelines.get(channel);
    if (pipeline === undefined) {
      throw new Error(`there is no channel "${channel}"; there are ${this.channels.join(", ")}`);
    }
    return pipeline;
  }

  private makeAlarms({ alarms, stage, region, alarmTopicArn }: DeploymentConfig): StageAlarms {
    if (alarmTopicArn !== undefined) {
      return new StageAlarms(alarms, Topic.fromTopicArn(this, "AlarmTopic", alarmTopicArn));
    }
    if (stage !== localStage) {
      Annotations.of(this).addWarningV2(
        "herald:noAlarmTopic",
        `The alarms of ${stage} tell nobody: put the ARN of an SNS topic in ${
          Token.isUnresolved(region) ? "the same region" : region
        } into alarmTopicArn.`,
      );
    }
    return new StageAlarms(alarms, undefined);
  }

  private makePipelines(parts: PipelineParts): ReadonlyMap<string, ChannelPipeline> {
    const { config, parameters, providers, ...shared } = parts;
    const stack = Stack.of(this);
    return new Map(
      Object.entries(config.channels).map(([channel, channelConfig]) => [
        channel,
        new ChannelPipeline(this, `Channel-${channel}`, {
          ...shared,
          stage: config.stage,
          channel,
          config: channelConfig,
          healthPolicy: config.providerHealth,
          parameterPrefix: parameters.prefix,
          permissions: [
            parameters.readPermission("channel", {
              channel,
              providers: channelConfig.allowedProviders,
            }),
            ...providersOf({ channels: { [channel]: channelConfig } }, providers).flatMap(
              (provider) => provider.stack?.permissions?.(stack, factsOf(config)) ?? [],
            ),
          ],
          retentionDays: config.retentionDays,
          configurationCacheSeconds: config.configurationCacheSeconds,
          sendsMail: providersOf({ channels: { [channel]: channelConfig } }, providers).some(
            ({ address }) => address === "email",
          ),
          perDay: config.limits.perChannelPerDay?.[channel],
        }),
      ]),
    );
  }

  /** Everything but the parameter that the check reads is deployed before it. */
  private checkRemovals(parameters: ConfigurationParameters, removals: ChannelRemovals): void {
    const itself: readonly IConstruct[] = [parameters, parameters.enabledChannels, removals];
    const after = [...this.node.children, ...parameters.node.children].filter(
      (each) => !itself.includes(each),
    );
    removals.check(this.pipelines, after);
  }
}

/** What the channels' pipelines share. */
interface PipelineParts
  extends Pick<
    ChannelPipelineProps,
    "code" | "table" | "healthTable" | "bucket" | "alarms" | "key" | "secret"
  > {
  readonly config: DeploymentConfig;
  readonly parameters: ConfigurationParameters;
  readonly providers: readonly StageProvider[];
}
