import {
  bucketResourceType,
  channelsResourceType,
  secretResourceType,
} from "../../lambdas/functions/deployment/resource-types.ts";
import type { CostLine } from "./list-prices.ts";
import { listPrices } from "./list-prices.ts";

/** The part of a CloudFormation template that costs are counted from. */
export interface CountedTemplate {
  readonly Resources: Readonly<Record<string, CountedResource>>;
}

interface CountedResource {
  readonly Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: a template's properties have no types.
  readonly Properties?: any;
}

/** Hours of a month, as AWS's calculator has it. */
const hoursOfMonth = 730;

/**
 * Lambda keeps five pollers on a queue with nothing in it. It may go down to two, but not where the
 * source has a maximum concurrency.
 *
 * https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html
 */
const pollers = 5;

/**
 * Pollers poll long; for how long AWS does not say. 15 empty receives a minute, which users see, are 20 s
 * for each of the five, the longest that SQS has.
 *
 * https://github.com/getlift/lift/issues/132
 */
const pollSeconds = 20;

const pollsOfMonth = (pollers * hoursOfMonth * 3600) / pollSeconds;

/** CloudWatch takes more for an alarm on shorter periods. */
const minStandardSeconds = 60;

/**
 * What a stage costs in a month in which nothing happens, counted from its template.
 *
 * @throws Error on a resource that this does not know the cost of.
 */
export function idleCost({ Resources }: CountedTemplate): readonly CostLine[] {
  const metrics = [];
  const dashboards = [];
  const polledQueues = [];
  for (const [id, { Type, Properties = {} }] of Object.entries(Resources)) {
    if (Type === "AWS::CloudWatch::Alarm" && isStandard(Properties)) {
      metrics.push(...metricsOf(Properties));
    } else if (Type === "AWS::Lambda::EventSourceMapping" && pollsQueue(Properties, Resources)) {
      polledQueues.push(id);
    } else if (Type === "AWS::CloudWatch::Dashboard") {
      dashboards.push(id);
    } else if (!isFree(Type, Properties)) {
      throw new Error(`${id}: say in idle-cost.ts what ${Type} as it is here costs while idle`);
    }
  }
  return [
    { what: "metrics of alarms", units: metrics.length, price: listPrices.alarmMetric },
    pollingOf(polledQueues.length),
    { what: "dashboards", units: dashboards.length, price: listPrices.dashboard },
  ];
}

/** What it costs to poll so many queues for a month in which nothing comes. */
export function pollingOf(queues: number): CostLine {
  return { what: "polls of queues", units: queues * pollsOfMonth, price: listPrices.sqsRequest };
}

type Properties = CountedResource["Properties"];

/** An alarm on an expression is charged for each metric in it. */
function metricsOf(alarm: Properties): readonly { readonly Period: number }[] {
  const { Metrics } = alarm;
  return Metrics === undefined
    ? [alarm]
    : Metrics.flatMap(({ MetricStat = [] }: Properties) => MetricStat);
}

function isStandard(alarm: Properties): boolean {
  return metricsOf(alarm).every(({ Period }) => Period >= minStandardSeconds);
}

function pollsQueue(source: Properties, resources: CountedTemplate["Resources"]): boolean {
  const [queue] = source.EventSourceArn["Fn::GetAtt"];
  return resources[queue]?.Type === "AWS::SQS::Queue" && !source.ProvisionedPollerConfig;
}

/** Types that cost by use alone as long as these properties are like this, and what they cost by. */
const freeWhile: Readonly<Record<string, (properties: Properties) => boolean>> = {
  /** By the request; a cache, by the hour. */
  "AWS::ApiGateway::Stage": ({ CacheClusterEnabled }) => CacheClusterEnabled !== true,
  /** By the request unit and the GB. */
  "AWS::DynamoDB::Table": ({ BillingMode }) => BillingMode === "PAY_PER_REQUEST",
  /** By the mail; dedicated addresses, by the month. */
  "AWS::SES::ConfigurationSet": ({ DeliveryOptions }) => !DeliveryOptions?.SendingPoolName,
  /** By nothing; advanced ones, by the month. */
  "AWS::SSM::Parameter": ({ Tier }) => Tier !== "Advanced" && Tier !== "Intelligent-Tiering",
};

/** Types that cost by use alone, or nothing. */
const free: ReadonlySet<string> = new Set([
  "AWS::ApiGateway::Account",
  "AWS::ApiGateway::ApiKey",
  "AWS::ApiGateway::Deployment",
  "AWS::ApiGateway::GatewayResponse",
  "AWS::ApiGateway::Method",
  "AWS::ApiGateway::Resource",
  "AWS::ApiGateway::RestApi",
  "AWS::ApiGateway::UsagePlan",
  "AWS::ApiGateway::UsagePlanKey",
  "AWS::IAM::Role",
  "AWS::Lambda::Function",
  "AWS::Lambda::Permission",
  "AWS::Logs::LogGroup",
  "AWS::Logs::QueryDefinition",
  "AWS::SES::ConfigurationSetEventDestination",
  "AWS::SES::EmailIdentity",
  "AWS::SMSVOICE::ConfigurationSet",
  "AWS::SNS::Subscription",
  "AWS::SNS::Topic",
  "AWS::SNS::TopicPolicy",
  "AWS::SQS::Queue",
  "AWS::SQS::QueuePolicy",
  // An invocation of a function, in a deployment.
  channelsResourceType,
  // The same; the parameter that it makes costs nothing.
  secretResourceType,
  // The same.
  bucketResourceType,
  // By the request and the GB.
  "AWS::S3::Bucket",
  "AWS::S3::BucketPolicy",
]);

function isFree(type: string, properties: Properties): boolean {
  return freeWhile[type]?.(properties) ?? free.has(type);
}
