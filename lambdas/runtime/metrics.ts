import { Metrics, MetricUnit } from "@aws-lambda-powertools/metrics";
import { currentStage } from "./environment.ts";
import { metricDimensions, metricsNamespace } from "./metric-dimensions.ts";
import type { MetricName } from "./metric-names.ts";

const { service, ...defaultDimensions } = metricDimensions(currentStage());

/** Metrics in CloudWatch's embedded format, each with its stage. */
export const metrics = new Metrics({
  namespace: metricsNamespace,
  serviceName: service,
  defaultDimensions,
});

/** Counts one. */
export function count(metric: MetricName): void {
  metrics.addMetric(metric, MetricUnit.Count, 1);
}
