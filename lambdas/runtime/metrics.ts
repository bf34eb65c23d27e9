import { Metrics, MetricUnit } from "@aws-lambda-powertools/metrics";
import { currentStage } from "./environment.ts";
import { metricDimensions, metricsNamespace } from "./metric-dimensions.ts";
import type { MetricName } from "./metric-names.ts";

const { service, ...defaultDimensions } = metricDimensions(currentStage());

/** Where nothing was counted nothing is published, which is no warning: most look-ups count nothing. */
class QuietMetrics extends Metrics {
  override publishStoredMetrics(): this {
    return this.hasStoredMetrics() ? super.publishStoredMetrics() : this;
  }
}

/** Metrics in CloudWatch's embedded format, each with its stage. */
export const metrics = new QuietMetrics({
  namespace: metricsNamespace,
  serviceName: service,
  defaultDimensions,
});

/** Counts one. */
export function count(metric: MetricName): void {
  metrics.addMetric(metric, MetricUnit.Count, 1);
}
