import { Duration } from "aws-cdk-lib";
import { Metric } from "aws-cdk-lib/aws-cloudwatch";
import { metricDimensions, metricsNamespace } from "../../lambdas/runtime/metric-dimensions.ts";
import type { MetricName } from "../../lambdas/runtime/metric-names.ts";

/** What a stage's functions counted in five minutes. */
export function heraldMetric(stage: string, metricName: MetricName): Metric {
  return new Metric({
    namespace: metricsNamespace,
    metricName,
    dimensionsMap: metricDimensions(stage),
    period: Duration.minutes(5),
    statistic: "sum",
  });
}
