import { Duration } from "aws-cdk-lib";
import type { RestApi } from "aws-cdk-lib/aws-apigateway";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { Construct } from "constructs";
import type { MetricName } from "../../lambdas/runtime/metric-names.ts";
import type { StageAlarms } from "./herald-alarm.ts";
import { heraldMetric } from "./herald-metric.ts";

/** What the service's alarms watch. */
export interface ServiceAlarmsProps {
  readonly stage: string;
  readonly api: RestApi;
  /** The functions that are no channel's, by name. */
  readonly functions: Readonly<Record<string, IFunction>>;
  readonly alarms: StageAlarms;
}

/** The alarms that are not one channel's. */
export class ServiceAlarms extends Construct {
  constructor(scope: Construct, id: string, { stage, api, functions, alarms }: ServiceAlarmsProps) {
    super(scope, id);
    const period = Duration.minutes(5);
    alarms.add(this, "ServerErrors", {
      metric: api.metricServerError({ period, statistic: "sum" }),
      threshold: 1,
      description:
        "A request got a response with a 5xx status. Find it in the access log, and its error in the function's log by the same requestId.",
    });
    alarms.add(this, "Throttles", {
      onlyWith: "all",
      // Of the whole account, which shares its executions: one alarm, not one for each function.
      metric: LambdaFunction.metricAllThrottles({ period, statistic: "sum" }),
      threshold: 1,
      description:
        "Lambda throttled functions, Herald's or others of the account in this region. Its concurrent executions are used up: callers get a 5xx, deliveries wait. See which functions take them; lower the channels' maximumConcurrency, or have the quota raised.",
    });
    alarms.add(this, "FunctionErrors", {
      onlyWith: "essential",
      // One metric in place of one for each function.
      metric: LambdaFunction.metricAllErrors({ period, statistic: "sum" }),
      threshold: 1,
      description:
        "A function failed or ran out of time, Herald's or another of the account in this region. See which in CloudWatch (Lambda, Errors by function name), and read its log for the error.",
    });
    for (const [name, heraldFunction] of Object.entries(functions)) {
      alarms.add(this, `FunctionErrors-${name}`, {
        onlyWith: "all",
        metric: heraldFunction.metricErrors({ period, statistic: "sum" }),
        threshold: 1,
        description: `The ${name} function failed or ran out of time. Read its log for the error.`,
      });
    }
    for (const metricName of faultMetrics) {
      const description = countedFaults[metricName];
      alarms.add(this, metricName, {
        onlyWith: "all",
        metric: heraldMetric(stage, metricName),
        threshold: 1,
        description,
      });
    }
  }
}

/** Herald's own metrics, each of which is a fault from 1 on. */
const countedFaults = {
  MisconfiguredProvider:
    "A provider refused Herald's credentials, sender or account. The channel functions' logs name it; put its parameter providers/<provider> right, and no deployment is needed.",
  ConfigurationUnavailable:
    "A function could not read its SSM parameters, or AWS denies it one. The functions' logs name the parameter and AWS's error: look at the function's permissions, at the parameter's KMS key and at SSM's limit.",
  InvalidConfiguration:
    "An SSM parameter has a value that does not fit, so the last good one stays in force. The functions' logs name the parameter and what is wrong with it.",
} satisfies Partial<Record<MetricName, string>>;

const faultMetrics = Object.keys(countedFaults) as (keyof typeof countedFaults)[];
