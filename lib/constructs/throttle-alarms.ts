import { Duration } from "aws-cdk-lib";
import { MathExpression } from "aws-cdk-lib/aws-cloudwatch";
import type { IFunction } from "aws-cdk-lib/aws-lambda";
import type { ITopic } from "aws-cdk-lib/aws-sns";
import { Construct } from "constructs";
import { HeraldAlarm } from "./herald-alarm.ts";

/**
 * Metrics that one alarm may add up.
 *
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html
 */
const maxMetrics = 10;

/** What the alarms on throttles watch. */
export interface ThrottleAlarmsProps {
  /** The functions behind the API. */
  readonly requests: readonly IFunction[];
  /** The channels' functions. */
  readonly channels: readonly IFunction[];
  readonly topic: ITopic | undefined;
}

/**
 * The alarms on invocations that Lambda refused: one for the functions behind the API, and one for
 * each ten channels.
 */
export class ThrottleAlarms extends Construct {
  constructor(scope: Construct, id: string, { requests, channels, topic }: ThrottleAlarmsProps) {
    super(scope, id);
    new HeraldAlarm(this, "Requests", {
      metric: throttlesOf(requests),
      threshold: 1,
      description:
        "Lambda throttled functions behind the API, so that callers got a 5xx. The account's concurrent executions are used up: lower the channels' maximumConcurrency, or have the quota raised.",
      topic,
    });
    for (const [index, functions] of inGroups(channels).entries()) {
      new HeraldAlarm(this, `Channels-${index}`, {
        metric: throttlesOf(functions),
        threshold: 1,
        description:
          "Lambda throttled channels' functions. Nothing is lost, deliveries wait: the account's concurrent executions are used up. Lower the channels' maximumConcurrency, or have the quota raised.",
        topic,
      });
    }
  }
}

function throttlesOf(functions: readonly IFunction[]): MathExpression {
  const period = Duration.minutes(5);
  const metrics = functions.map((each, index) => [
    `throttles${index}`,
    each.metricThrottles({ period, statistic: "sum" }),
  ]);
  return new MathExpression({
    expression: "SUM(METRICS())",
    label: "Throttled invocations",
    usingMetrics: Object.fromEntries(metrics),
    period,
  });
}

function inGroups(functions: readonly IFunction[]): IFunction[][] {
  const groups = Math.ceil(functions.length / maxMetrics);
  return Array.from({ length: groups }, (_, index) =>
    functions.slice(index * maxMetrics, (index + 1) * maxMetrics),
  );
}
